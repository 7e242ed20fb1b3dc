using System.Diagnostics;

namespace AgentMarkets.Bench.Faults;

/// <summary>What is done to a run, and when it was.</summary>
/// <param name="strike">Does it, and says when, as <see cref="Stopwatch.GetTimestamp"/> tells.</param>
internal sealed class Injury(Func<long> strike)
{
    /// <summary>When it was done; far ahead before.</summary>
    public long At { get; private set; } = long.MaxValue;

    /// <summary>Called once the run goes on.</summary>
    public Action Heal { get; init; } = () => { };

    /// <summary>Called after the run.</summary>
    public Action End { get; init; } = () => { };

    public void Strike() => At = strike();
}
