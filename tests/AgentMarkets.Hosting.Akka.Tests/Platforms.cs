using System.Runtime.Versioning;

// File modes and signals: what Windows lacks.
[assembly: UnsupportedOSPlatform("windows")]
