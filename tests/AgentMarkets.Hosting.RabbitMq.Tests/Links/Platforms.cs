using System.Runtime.Versioning;

// Brokers, file modes and signals: what Windows lacks.
[assembly: UnsupportedOSPlatform("windows")]
