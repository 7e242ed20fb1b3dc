using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Hosting.Local.Faults;

/// <summary>What goes wrong in a run: rates of loss, delay and repetition, and the deaths of single actors.</summary>
/// <param name="Seed">Repeats the run: the schedule and every fault follow from it.</param>
/// <param name="Loss">Share of messages that are lost once and sent again <paramref name="ResendTicks"/> later.</param>
/// <param name="Delay">Share of messages that are held back up to <paramref name="DelayTicks"/>.</param>
/// <param name="Repetition">Share of messages that arrive twice, the second time up to <paramref name="DelayTicks"/>
/// later.</param>
/// <param name="Rules">Faults of single messages, before any rate is applied.</param>
/// <param name="Restarts">Actors that die before their k-th message (from 1) and come back from their last saved
/// state.</param>
public sealed record FaultPlan(ulong Seed, double Loss = 0, double Delay = 0, double Repetition = 0,
    int DelayTicks = 20, int ResendTicks = 50)
{
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    public IReadOnlyList<(ActorId Actor, long BeforeMessage)> Restarts { get; init; } = [];

    /// <summary>A plan whose every option is drawn from the seed, after the simulators of FoundationDB and
    /// TigerBeetle.</summary>
    public static FaultPlan Swarm(ulong seed, IReadOnlyList<ActorId> actors, long messages)
    {
        var stream = new RandomStream(StreamKey.Of(seed, new ActorId("swarm", 1), "options"), 0);
        Span<double> u = stackalloc double[16];
        stream.Uniform(u);
        var restarts = new List<(ActorId, long)>();
        for (int k = 0; k < (int)(u[5] * 4); k++)
        {
            restarts.Add((actors[(int)(u[6 + k] * actors.Count)], 1 + (long)(u[10 + k] * messages)));
        }
        return new FaultPlan(seed, 0.3 * u[0], 0.3 * u[1], 0.3 * u[2], 1 + (int)(40 * u[3]), 1 + (int)(80 * u[4]))
        {
            Restarts = restarts,
        };
    }

    public override string ToString() =>
        $"seed={Seed} loss={Loss:0.###} delay={Delay:0.###} repetition={Repetition:0.###} delay-ticks={DelayTicks} "
        + $"resend-ticks={ResendTicks} "
        + $"restarts=[{string.Join(", ", Restarts.Select(r => $"{r.Actor}@{r.BeforeMessage}"))}]"
        + (Rules.Count > 0 ? $" rules=[{string.Join(", ", Rules)}]" : "");
}

/// <summary>One fault of the messages from one actor to another: which of them (from 1), and what happens to
/// it.</summary>
public sealed record FaultRule(Fault Fault, ActorId From, ActorId To, long Message, int Ticks = 50);

/// <summary>What can happen to a message.</summary>
public enum Fault
{
    /// <summary>Lost, and sent again when the ticks are over.</summary>
    Drop,

    /// <summary>Held back for the ticks.</summary>
    Delay,

    /// <summary>Delivered, and delivered again when the ticks are over.</summary>
    Duplicate,
}
