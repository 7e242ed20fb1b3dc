using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests;

/// <summary>The long part of these tests: only where <c>AGENTMARKETS_SWARM</c> is set, to a number of kills.</summary>
internal static class Swarm
{
    private const string Variable = "AGENTMARKETS_SWARM";

    public static int Kills => int.TryParse(Environment.GetEnvironmentVariable(Variable), out int kills) ? kills : 0;

    public static string? WhyNot => Kills > 0 ? null : $"long; set {Variable} to a number of kills";
}

/// <summary>A fact of the long part.</summary>
internal sealed class SwarmFactAttribute : FactAttribute
{
    public SwarmFactAttribute() => Skip = Swarm.WhyNot;
}

/// <summary>A theory of the long part.</summary>
internal sealed class SwarmTheoryAttribute : TheoryAttribute
{
    public SwarmTheoryAttribute() => Skip = Swarm.WhyNot;
}
