using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentMarkets.Torch.Binding;

/// <summary>Finds and loads the native library, and says of every place it looked why it was not that one.</summary>
internal static class NativeLoader
{
    internal const string FileName = "libagentmarkets_torch.so";
    internal const string Variable = "AGENTMARKETS_NATIVE";

    private static readonly Lock Turn = new();
    private static IntPtr loaded;

    /// <summary>The library's path once it is loaded.</summary>
    internal static string? LoadedPath { get; private set; }

    [ModuleInitializer]
    internal static void Install() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Native.Library)
        {
            return IntPtr.Zero;
        }
        lock (Turn)
        {
            if (loaded == IntPtr.Zero)
            {
                (loaded, LoadedPath) = Load(Candidates(assembly));
            }
            return loaded;
        }
    }

    /// <summary>
    /// The places looked at, in order: the variable's, the assembly's folder, the build's folder upward.
    /// </summary>
    internal static IEnumerable<string> Candidates(Assembly assembly)
    {
        string? chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(chosen))
        {
            // A chosen path is the only one: falling back would hide a mistyped one.
            yield return Directory.Exists(chosen) ? Path.Combine(chosen, FileName) : chosen;
            yield break;
        }
        string beside = Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
        yield return Path.Combine(beside, FileName);
        if (Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) != Path.TrimEndingDirectorySeparator(beside))
        {
            yield return Path.Combine(AppContext.BaseDirectory, FileName);
        }
        for (DirectoryInfo? up = new(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            yield return Path.Combine(up.FullName, "artifacts", "native", FileName);
        }
    }

    /// <summary>Loads the first candidate that loads.</summary>
    internal static (IntPtr Handle, string Path) Load(IEnumerable<string> candidates)
    {
        var tried = new StringBuilder();
        bool present = false;
        foreach (string path in candidates)
        {
            if (!File.Exists(path))
            {
                tried.Append("\n  ").Append(path).Append(": no such file");
                continue;
            }
            present = true;
            try
            {
                return (NativeLibrary.Load(path), path);
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
            {
                tried.Append("\n  ").Append(path).Append(": ").Append(FirstLine(error.Message));
            }
        }
        string remedy = present
            ? "The library is there but does not load: install libtorch (apt-get install libtorch-dev), or set "
              + "LIBTORCH to another libtorch's folder and build again."
            : "Build it with 'dotnet build' (it needs cmake, g++ and libtorch: apt-get install cmake g++ "
              + "libtorch-dev, or LIBTORCH set to another libtorch's folder), or set " + Variable + " to its path.";
        throw new DllNotFoundException($"The native library {FileName} was not loaded. Tried:{tried}\n{remedy}");
    }

    private static string FirstLine(string message)
    {
        int end = message.IndexOf('\n');
        return end < 0 ? message : message[..end].TrimEnd();
    }
}
