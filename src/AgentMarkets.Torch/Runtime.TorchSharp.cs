using System.Diagnostics;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>What serves the tensors in this process, for <c>doctor</c> and for run records.</summary>
public static partial class Runtime
{
    /// <summary>Who provides <c>torch</c>.</summary>
    public static string Provider => "TorchSharp";

    /// <summary>
    /// libtorch's version: what the loaded file's name says, else the one that TorchSharp was made for.
    /// </summary>
    public static string LibtorchVersion =>
        Version().Match(LibtorchPath) is { Success: true } match ? match.Groups[1].Value : __version__;

    /// <summary>The file that holds libtorch's CPU operations.</summary>
    public static string LibtorchPath => Loaded("torch_cpu") ?? "unknown";

    /// <summary>TorchSharp's native library.</summary>
    public static string LibraryPath => Loaded("LibTorchSharp") ?? "unknown";

    /// <summary>The file that holds the BLAS libtorch calls: OpenBLAS, MKL, or the slow reference one.</summary>
    public static string BlasPath => Loaded("openblas") ?? Loaded("mkl_") ?? Loaded("blas") ?? "inside libtorch";

    /// <summary>Whether the BLAS is the reference implementation, many times slower than OpenBLAS.</summary>
    public static bool IsReferenceBlas
    {
        get
        {
            string path = BlasPath;
            return path.Contains("/blas/", StringComparison.Ordinal)
                || path.EndsWith("libblas.so.3", StringComparison.Ordinal) && !path.Contains("openblas");
        }
    }

    public static int ThreadCount => get_num_threads();

    public static bool CudaAvailable => cuda.is_available();

    /// <summary>The CUDA devices: TorchSharp does not say their names.</summary>
    public static IReadOnlyList<string> CudaDevices =>
        [.. Enumerable.Repeat("unknown", CudaAvailable ? cuda.device_count() : 0)];

    /// <summary>The places the native library is looked for, in order: the package's, which .NET knows.</summary>
    public static IReadOnlyList<string> LibraryCandidates => [LibraryPath];

    private static string? Loaded(string name)
    {
        InitializeDeviceType(DeviceType.CPU);
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .Where(path => Path.GetFileName(path).Contains(name, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).FirstOrDefault();
    }

    [GeneratedRegex(@"\.so\.(\d+\.\d+[\d.]*)$")]
    private static partial Regex Version();
}
