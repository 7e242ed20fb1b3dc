using System.Diagnostics;
using System.Runtime.InteropServices;
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

    /// <summary>What a program lacks that has no tensors.</summary>
    /// <returns>Nothing where the fault is another one.</returns>
    public static string? Missing(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            // As TorchSharp says it, with a page about where it has looked, but not why it was in vain.
            if (cause is NotSupportedException && cause.Message.Contains("LoadNativeBackend", StringComparison.Ordinal))
            {
                return $"TorchSharp's native libraries were not loaded: {WhyNot()} Another release may go with this "
                    + "machine: build with -p:TorchSharpVersion=RELEASE.";
            }
        }
        return null;
    }

    private static string WhyNot()
    {
        string[] folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? file = folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*LibTorchSharp.*")).FirstOrDefault();
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(file ?? "LibTorchSharp"));
            return $"{file} alone does load.";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The system's own words come last.
            return e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('.') + ".";
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
