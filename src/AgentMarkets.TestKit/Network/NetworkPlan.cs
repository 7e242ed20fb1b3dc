using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Network;

/// <summary>What goes wrong between a driver and its nodes: rates for frames, and incidents of single nodes.</summary>
/// <param name="Seed">Repeats the run: every fate follows from it.</param>
/// <param name="Loss">Share of frames that never arrive.</param>
/// <param name="Repetition">Share of frames that arrive twice.</param>
/// <param name="Delay">Share of frames that are held back, up to <paramref name="LongestDelay"/> seconds: later ones
/// overtake them.</param>
/// <param name="TellsLosses">Whether the engine tells the driver of a killed node, as a broker does; else its silence
/// must.</param>
/// <param name="LongWork">Share of commands on which a node works up to three seconds, longer than it may be
/// silent.</param>
public sealed record NetworkPlan(ulong Seed, double Loss = 0, double Repetition = 0, double Delay = 0,
    double LongestDelay = 0.3, bool TellsLosses = true, double LongWork = 0)
{
    public IReadOnlyList<NodeIncident> Incidents { get; init; } = [];

    /// <summary>A plan whose every option is drawn from the seed, after the simulators of FoundationDB and
    /// TigerBeetle.</summary>
    /// <param name="seconds">How long the undisturbed run takes in virtual time.</param>
    public static NetworkPlan Swarm(ulong seed, IReadOnlyList<string> nodes, double seconds)
    {
        var stream = new RandomStream(StreamKey.Of(seed, new ActorId("network", 1), "options"), 0);
        Span<double> u = stackalloc double[24];
        stream.Uniform(u);
        var incidents = new List<NodeIncident>();
        for (int k = 0; k < (int)(u[5] * 5); k++)
        {
            var kind = (IncidentKind)(int)(u[6 + k] * 4);
            incidents.Add(new NodeIncident(kind, nodes[(int)(u[11 + k] * nodes.Count)], u[16 + k] * seconds,
                kind == IncidentKind.Kill ? double.PositiveInfinity : 0.1 + 4 * u[(20 + k) % 24]));
        }
        // The last node alone is never killed for good: somebody must be left to finish.
        return new NetworkPlan(seed, 0.1 * u[0], 0.2 * u[1], 0.2 * u[2], 0.01 + u[3], u[4] < 0.5, 0.02)
        {
            Incidents = [.. incidents.Where(i => i.Kind != IncidentKind.Kill || i.Node != nodes[^1])],
        };
    }

    public override string ToString() =>
        $"seed={Seed} loss={Loss:0.###} repetition={Repetition:0.###} delay={Delay:0.###} "
        + $"longest-delay={LongestDelay:0.###} tells-losses={TellsLosses} long-work={LongWork:0.###} "
        + $"incidents=[{string.Join("; ", Incidents)}]";
}

/// <summary>Something that happens to one node.</summary>
/// <param name="At">Seconds of virtual time after the run began.</param>
/// <param name="Lasts">Seconds until it is over.</param>
public sealed record NodeIncident(IncidentKind Kind, string Node, double At, double Lasts)
{
    public override string ToString() => $"{Kind} {Node} at {At:0.000} s for {Lasts:0.000} s";
}

/// <summary>What can happen to a node.</summary>
public enum IncidentKind
{
    /// <summary>Its process ends at once and does not come back.</summary>
    Kill,

    /// <summary>Its process ends at once, and a new one of the same name starts when the time is over.</summary>
    Restart,

    /// <summary>It stands still, and then does what it had begun and all that came meanwhile.</summary>
    Freeze,

    /// <summary>It works, but nothing reaches it or leaves it.</summary>
    Cut,
}
