using AgentMarkets.Bench.Faults;
using AgentMarkets.Hosting.Akka.Tests.Faults;

namespace AgentMarkets.Bench.Akka;

/// <summary>Faults of runs over a cluster of their own.</summary>
internal static class ClusterFaults
{
    /// <inheritdoc cref="FaultStudy.Run"/>
    public static int Run(string[] arguments)
    {
        using var crew = new Crew();
        return FaultStudy.Run(arguments, new FaultField(crew.Workers, crew.Driver, crew.Words));
    }
}
