using System.Reflection;
using System.Runtime.InteropServices;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Torch;

namespace AgentMarkets.Cli;

/// <summary>What decides the numbers of a run beside its experiment: the program itself.</summary>
internal static class Build
{
    /// <summary>Versions, and of each assembly, ours and the user's, the id that every compilation gives it.</summary>
    public static string Of(Workshop workshop)
    {
        Assembly[] ours =
        [
            typeof(Core.Actors.IHost).Assembly, typeof(Runtime).Assembly, typeof(DistributedHost).Assembly,
            .. workshop.Families.Select(family => family.GetType().Assembly), .. workshop.Plugins,
        ];
        var modules = ours.Distinct().Select(one => (one.GetName().Name, one.ManifestModule.ModuleVersionId))
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => $"{one.Name} {one.ModuleVersionId.ToString("n")[..12]}");
        var versions = Versions.All().Where(version => version.Key != "system")
            .Select(version => $"{version.Key} {version.Value}");
        return string.Join(", ", [.. versions, $"{RuntimeInformation.ProcessArchitecture}", .. modules]);
    }

    /// <summary>What differs, as a part of a sentence; nothing where they are the same.</summary>
    public static string? Difference(string here, string there)
    {
        string[] ours = here.Split(", "), theirs = there.Split(", ");
        string[] only = [.. ours.Except(theirs)], other = [.. theirs.Except(ours)];
        return here == there ? null
            : $"here {(only.Length > 0 ? string.Join(", ", only) : "nothing more")}, at the driver "
                + (other.Length > 0 ? string.Join(", ", other) : "nothing more");
    }
}
