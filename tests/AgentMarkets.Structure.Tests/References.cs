using System.Text.RegularExpressions;

namespace AgentMarkets.Structure.Tests;

/// <summary>Which project may stand on which: nothing points upward, no family knows another.</summary>
internal static partial class References
{
    private const string Core = "AgentMarkets.Core", Torch = "AgentMarkets.Torch", Lab = "AgentMarkets.Lab",
        Local = "AgentMarkets.Hosting.Local", Distributed = "AgentMarkets.Hosting.Distributed";

    private static readonly string[] Families = ["AgentMarkets.Auctions", "AgentMarkets.Fisher"];

    private static readonly string[] Engines = ["AgentMarkets.Hosting.RabbitMq", "AgentMarkets.Hosting.Akka"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AgentMarkets.Cli"] = [Lab, Local, Distributed, .. Engines, .. Families],
        [Lab] = [Core],
        [Local] = [Core],
        [Distributed] = [Core],
        [Engines[0]] = [Core, Distributed],
        [Engines[1]] = [Core, Distributed],
        [Families[0]] = [Core],
        [Families[1]] = [Core],
        [Core] = [Torch],
        [Torch] = [],
        ["AgentMarkets.TestKit"] = [Core, Local, Distributed, .. Families],
    };

    public static IEnumerable<string> Check(SourceFile file)
    {
        if (file.Extension != ".csproj" || file.Project.Length == 0)
        {
            yield break;
        }
        if (!Allowed.TryGetValue(file.Project, out string[]? allowed))
        {
            yield return $"{file.Path}:1: {file.Project} is new: say in {nameof(References)}.cs what it may stand on";
            yield break;
        }
        for (int i = 0; i < file.Lines.Length; i++)
        {
            string target = Reference().Match(file.Lines[i]).Groups[1].Value;
            if (target.Length > 0 && !allowed.Contains(target))
            {
                yield return $"{file.At(i)}: {file.Project} must not stand on {target}, take the reference out "
                    + $"(allowed: {(allowed.Length > 0 ? string.Join(", ", allowed) : "none")})";
            }
        }
    }

    [GeneratedRegex(@"<ProjectReference\s+Include=""[^""]*?([\w.]+)\.csproj""")]
    private static partial Regex Reference();
}
