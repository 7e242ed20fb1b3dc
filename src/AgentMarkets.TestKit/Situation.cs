using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Faults;

namespace AgentMarkets.TestKit;

/// <summary>A script of what goes wrong in a run, message by message; everything else goes well.</summary>
/// <remarks>
/// <c>Situation.Of(game).Drop(bidder, auctioneer, message: 3).Restart(bidder, beforeMessage: 5).RunTo(12)
/// .ShouldMatch(Situation.Of(game).RunTo(12))</c>. Time is virtual: one delivery is one tick.
/// </remarks>
public sealed class Situation
{
    private readonly Scene _scene;
    private readonly FaultPlan _plan;
    private readonly bool _measured;

    private Situation(Scene scene, FaultPlan plan, bool measured) =>
        (_scene, _plan, _measured) = (scene, plan, measured);

    /// <summary>The situation of a game in which nothing goes wrong yet.</summary>
    /// <param name="seed">Chooses among messages that are due at the same time.</param>
    public static Situation Of(IGame game, ulong seed = 1) => Of(Scene.Of(game), seed);

    /// <inheritdoc cref="Of(IGame, ulong)"/>
    public static Situation Of(Scene scene, ulong seed = 1) => new(scene, new FaultPlan(seed), measured: false);

    /// <summary>Loses the message, counted from 1 for this pair; it is sent again <paramref name="ticks"/>
    /// later.</summary>
    public Situation Drop(ActorId from, ActorId to, long message, int ticks = 50) =>
        With(new FaultRule(Fault.Drop, from, to, message, ticks));

    /// <summary>Holds the message back, and with it what the pair sends later.</summary>
    public Situation Delay(ActorId from, ActorId to, long message, int ticks) =>
        With(new FaultRule(Fault.Delay, from, to, message, ticks));

    /// <summary>Delivers the message a second time, <paramref name="ticks"/> after the first.</summary>
    public Situation Duplicate(ActorId from, ActorId to, long message, int ticks = 50) =>
        With(new FaultRule(Fault.Duplicate, from, to, message, ticks));

    /// <summary>Kills the actor before its k-th message (from 1); it comes back in the state of the last
    /// rest.</summary>
    public Situation Restart(ActorId actor, long beforeMessage) =>
        new(_scene, _plan with { Restarts = [.. _plan.Restarts, (actor, beforeMessage)] }, _measured);

    /// <summary>Measures at the end of the run, with everything that goes wrong then.</summary>
    public Situation Measured() => new(_scene, _plan, measured: true);

    /// <summary>Plays the script.</summary>
    /// <exception cref="TestKitException">A part of the script never came up: the test would show nothing.</exception>
    public Outcome RunTo(long round)
    {
        using var host = new FaultyHost(_scene.Actors, _plan);
        var outcome = _scene.Play(host, round, _measured) with { Incidents = [.. host.Incidents] };
        int scripted = _plan.Rules.Count + _plan.Restarts.Count;
        if (host.Incidents.Count != scripted)
        {
            throw new TestKitException(
                $"Of {scripted} scripted faults {host.Incidents.Count} came up in {round} rounds: "
                + $"{string.Join("; ", host.Incidents)}. The script: {_plan}.");
        }
        return outcome;
    }

    private Situation With(FaultRule rule) =>
        new(_scene, _plan with { Rules = [.. _plan.Rules, rule] }, _measured);
}
