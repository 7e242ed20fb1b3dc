using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.TestKit;

/// <summary>The actors that a test plays with, and the one among them that starts rounds.</summary>
/// <param name="Coordinator">The actor that takes <see cref="RunTo"/>, and <see cref="Measure"/> where asked.</param>
/// <param name="Actors">Makes each actor afresh: once a run, and again when a script restarts it.</param>
public sealed record Scene(ActorId Coordinator, IReadOnlyList<Part> Actors)
{
    /// <summary>The actors of a game.</summary>
    public static Scene Of(IGame game) => new(game.Coordinator, game.Actors);

    /// <summary>Plays rounds on a host, then measures where asked, and takes down how it ended.</summary>
    /// <remarks>The host keeps its state, so that a test can go on from there.</remarks>
    public Outcome Play(IHost host, long rounds, bool measure = false) => Play(host, [rounds], measure);

    /// <summary>The same with a rest after every round, as a host that keeps checkpoints needs.</summary>
    public Outcome PlayInSteps(IHost host, long rounds, bool measure = false) =>
        Play(host, [.. Enumerable.Range(1, (int)rounds).Select(round => (long)round)], measure);

    private Outcome Play(IHost host, long[] rests, bool measure)
    {
        var observations = new List<Observation>();
        host.Observed = observations.Add;
        foreach (long round in rests)
        {
            host.Post(Coordinator, new RunTo(round));
            host.Run();
        }
        if (measure)
        {
            host.Post(Coordinator, new Measure(rests[^1], Final: true));
            host.Run();
        }
        return new Outcome(host.Save(), observations, []);
    }
}
