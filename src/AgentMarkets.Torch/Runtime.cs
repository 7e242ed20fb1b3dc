using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using AgentMarkets.Torch.Binding;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>What serves the tensors in this process, for <c>doctor</c> and for run records.</summary>
public static class Runtime
{
    /// <summary>Who provides <c>torch</c>.</summary>
    public static string Provider => "AgentMarkets.Torch";

    /// <summary>libtorch's version.</summary>
    public static unsafe string LibtorchVersion =>
        Marshal.PtrToStringUTF8((IntPtr)Native.amt_version()) ?? "unknown";

    /// <summary>The file that holds libtorch's CPU operations.</summary>
    public static string LibtorchPath => FileOf(string.Empty) ?? "unknown";

    /// <summary>Our library's file.</summary>
    public static string LibraryPath
    {
        get
        {
            _ = LibtorchVersion;
            return NativeLoader.LoadedPath ?? "unknown";
        }
    }

    /// <summary>The file that holds the BLAS libtorch calls: OpenBLAS, MKL, or the slow reference one.</summary>
    public static string BlasPath => Resolved(FileOf("sgemm_") ?? FileOf("cblas_sgemm") ?? "inside libtorch");

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
    public static string? Missing(Exception fault) =>
        (fault.InnerException ?? fault) is DllNotFoundException absent ? absent.Message : null;

    public static int ThreadCount => get_num_threads();

    public static bool CudaAvailable => cuda.is_available();

    /// <summary>The CUDA devices' names as the driver gives them, none where there is no device.</summary>
    public static IReadOnlyList<string> CudaDevices
    {
        get
        {
            int count = cuda.device_count();
            List<string> names = [];
            const string Folder = "/proc/driver/nvidia/gpus";
            if (count > 0 && Directory.Exists(Folder))
            {
                foreach (string gpu in Directory.GetDirectories(Folder).Order(StringComparer.Ordinal))
                {
                    string? model = File.ReadLines(Path.Combine(gpu, "information"))
                        .FirstOrDefault(line => line.StartsWith("Model:", StringComparison.Ordinal));
                    names.Add(model is null ? "unknown" : model["Model:".Length..].Trim());
                }
            }
            while (names.Count < count)
            {
                names.Add("unknown");
            }
            return names.GetRange(0, count);
        }
    }

    /// <summary>The places the native library is looked for, in order.</summary>
    public static IReadOnlyList<string> LibraryCandidates =>
        [.. NativeLoader.Candidates(Assembly.GetExecutingAssembly())];

    private static unsafe string? FileOf(string symbol)
    {
        byte[] path = new byte[4096];
        fixed (byte* name = (byte[])[.. Encoding.UTF8.GetBytes(symbol), 0], target = path)
        {
            return Native.amt_file_of(name, target, path.Length) == 0
                ? Marshal.PtrToStringUTF8((IntPtr)target)
                : null;
        }
    }

    private static string Resolved(string path)
    {
        // Debian's alternatives put a chain of links between the name libtorch asks for and the library.
        string current = path;
        for (int i = 0; i < 8 && File.Exists(current); i++)
        {
            string? target = File.ResolveLinkTarget(current, false)?.FullName;
            if (target is null)
            {
                break;
            }
            current = target;
        }
        return current;
    }
}
