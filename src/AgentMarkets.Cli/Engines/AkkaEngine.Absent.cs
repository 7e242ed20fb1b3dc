using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli.Engines;

/// <summary>Akka.NET, of a program that was built without it.</summary>
internal static class AkkaEngine
{
    /// <summary>Why this program lacks it, and the way out.</summary>
    public static string? Missing => "needs the packages Akka.Cluster.Sharding 1.5 and MessagePack 3, "
        + "which are not built into this program; where a package source has them, build with: dotnet build "
        + "src/AgentMarkets.Cli -c Release -p:WithAkka=true";

    /// <exception cref="ConfigurationException">Always.</exception>
    public static IEngine At(AkkaPlace place) => throw new ConfigurationException($"--engine akka: {Missing}");

    /// <exception cref="ConfigurationException">Always.</exception>
    public static ILocalEngine Local() => throw new ConfigurationException($"--engine akka: {Missing}");
}
