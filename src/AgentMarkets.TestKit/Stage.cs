using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Schedules;

namespace AgentMarkets.TestKit;

/// <summary>A few behaviours under test with probes around them, in virtual time: one delivery is one tick.</summary>
/// <remarks>
/// <c>using var stage = new Stage([new(bidder, () => new MyBidder(...))], [auctioneer, coordinator]);
/// stage.Probe(coordinator).Send(bidder, new StartRound(1)); stage.Probe(auctioneer).Expect&lt;SubmitBids&gt;(within:
/// 2);</c>
/// </remarks>
public sealed class Stage : IDisposable
{
    private readonly LocalHost _host;
    private readonly Dictionary<ActorId, Probe> _probes;

    /// <param name="actors">The behaviours under test.</param>
    /// <param name="probes">Actors that the test itself plays.</param>
    /// <param name="schedule">Default: the order of sending.</param>
    public Stage(IReadOnlyList<Part> actors, IReadOnlyList<ActorId> probes, ISchedule? schedule = null)
    {
        _probes = probes.ToDictionary(id => id, id => new Probe(id, this));
        _host = new LocalHost([.. actors, .. _probes.Values.Select(p => new Part(p.Ear.Id, () => p.Ear))], schedule)
        {
            Observed = Observations.Add,
        };
    }

    /// <summary>Messages delivered so far.</summary>
    public long Tick => _host.Delivered;

    /// <summary>What the behaviours reported so far.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>The probe that plays this actor.</summary>
    public Probe Probe(ActorId id) => _probes[id];

    /// <summary>The present state of all actors; that of a probe is empty.</summary>
    public SystemState State => _host.Save();

    /// <summary>Lets time pass.</summary>
    /// <returns>False where nothing is under way.</returns>
    public bool Step() => _host.Step();

    /// <summary>Who waits for whom, in words, or nothing.</summary>
    public string? Waiting()
    {
        try
        {
            // With nothing under way this delivers nothing, and checks that nobody waits.
            _host.Run();
            return null;
        }
        catch (StalledException stalled)
        {
            return stalled.Message;
        }
    }

    /// <summary>Puts a message into a mailbox in any actor's name.</summary>
    public void Post(ActorId from, ActorId to, IMessage message) => _host.Post(from, to, message);

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();
}
