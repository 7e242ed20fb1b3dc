using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AgentMarkets.Torch;

namespace AgentMarkets.Cli;

/// <summary>Which program this is, to the bit: processes of one build give the same numbers.</summary>
internal static class Builds
{
    private const int Digits = 12;

    /// <summary>Versions, and a hash over the module ids of the program's assemblies and over the plug-ins.</summary>
    public static string Of(IReadOnlyList<string> plugins)
    {
        var modules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(typeof(Builds).Assembly, modules);
        foreach (string plugin in plugins)
        {
            modules["plugin " + Path.GetFileName(plugin)] =
                Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(plugin)));
        }
        string all = string.Join('\n', modules.Select(module => $"{module.Key} {module.Value}"));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..Digits];
        return $"{Versions.Own} {hash} (libtorch {Runtime.LibtorchVersion}, "
            + $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture})";
    }

    private static void Collect(Assembly assembly, SortedDictionary<string, string> modules)
    {
        if (!modules.TryAdd(assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId.ToString()))
        {
            return;
        }
        foreach (var name in assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("AgentMarkets", StringComparison.Ordinal)))
        {
            Collect(Assembly.Load(name), modules);
        }
    }
}
