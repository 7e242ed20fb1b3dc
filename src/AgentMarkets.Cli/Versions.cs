using System.Reflection;
using System.Runtime.InteropServices;
using AgentMarkets.Torch;

namespace AgentMarkets.Cli;

/// <summary>What a run was made with.</summary>
internal static class Versions
{
    public static string Own => typeof(Versions).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static IReadOnlyDictionary<string, string> All() =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["agentmarkets"] = Own,
        [".NET"] = RuntimeInformation.FrameworkDescription.Replace(".NET ", ""),
        ["libtorch"] = Runtime.LibtorchVersion,
        ["system"] = $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
    };
}
