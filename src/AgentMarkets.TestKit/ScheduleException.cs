using AgentMarkets.Hosting.Local;

namespace AgentMarkets.TestKit;

/// <summary>Two schedules of one game ended differently: something in it depends on the order of arrival.</summary>
/// <param name="schedule">The schedule that differs, with its seed: <c>shuffled(seed=17)</c>.</param>
/// <param name="trace">Its deliveries, which <see cref="Schedules.Replay(Func{Scene}, long, Trace, bool)"/> repeats;
/// nothing where the run was parallel.</param>
public sealed class ScheduleException(string schedule, Trace? trace, string sentence, Exception? cause = null)
    : TestKitException(sentence, cause)
{
    /// <summary>The schedule that differs, with its seed.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>The deliveries of the differing run, in their order.</summary>
    public Trace? Trace { get; } = trace;
}
