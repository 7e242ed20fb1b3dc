using System.Collections.Concurrent;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;
using AgentMarkets.TestKit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Opens a driver's link of some engine.</summary>
/// <param name="say">Takes what the driver says.</param>
internal delegate IDriverLink LinkOpener(string session, Action<string> say);

/// <summary>A game played over worker processes by a driver in this one, beside the same game in one process.</summary>
/// <param name="Text">The experiment.</param>
/// <param name="Rounds">With a rest after each, as <c>run</c> has one before each measurement.</param>
internal sealed record Play(string Text, int Rounds)
{
    private static readonly ConcurrentDictionary<Play, Lazy<Outcome>> s_references = new();

    /// <summary>Three bidders with networks: supersteps of a few milliseconds.</summary>
    /// <param name="batch">256 or more.</param>
    public static Play FirstPrice(int rounds, int batch = 256) => new($$"""
        { "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
          "smoothing": "softmax(temperature=0.01)", "strategy": "mlp(hidden=[10,10], activation=selu)",
          "learner": "gradient(optimizer=adam, learning-rate=1e-3)", "batch": {{batch}}, "rounds": {{rounds}},
          "seed": "1..2", "measure": ["utility-loss", "distance-to-equilibrium"],
          "evaluation": { "samples": 256, "samples-on-the-way": 256 } }
        """, rounds);

    /// <summary>How it ends in one process; played once.</summary>
    public Outcome Reference => s_references.GetOrAdd(this, play => new Lazy<Outcome>(play.Alone)).Value;

    /// <summary>Plays and measures over nodes.</summary>
    /// <param name="arm">Gets the link before the first command, to time faults by it.</param>
    /// <param name="say">Takes what the driver says.</param>
    /// <returns>How it ended, and how many nodes were lost.</returns>
    public (Outcome Outcome, int Losses) Over(LinkOpener open, int nodes, Action<WatchedLink>? arm = null,
        Action<string>? say = null, DistributedSettings? settings = null)
    {
        var (scene, host) = Begin(open, nodes, $"{Guid.NewGuid():n}/1", arm, say, settings);
        using (host)
        {
            return (scene.PlayInSteps(host, Rounds, measure: true), host.Losses);
        }
    }

    /// <summary>The same before its first round.</summary>
    public (Scene Scene, DistributedHost Host) Begin(LinkOpener open, int nodes, string session,
        Action<WatchedLink>? arm = null, Action<string>? say = null, DistributedSettings? settings = null)
    {
        set_num_threads(1);
        say ??= _ => { };
        var link = new WatchedLink(open(session, say));
        string build = BuildOf(link);
        arm?.Invoke(link);
        var scene = Scene.Of(Make());
        return (scene, new DistributedHost(session, scene.Actors,
            new Assignment("faults", Text, build, new Dictionary<string, string>()), link,
            (settings ?? new DistributedSettings()) with { Nodes = nodes }, say));
    }

    private Outcome Alone()
    {
        set_num_threads(1);
        var scene = Scene.Of(Make());
        using var host = new LocalHost(scene.Actors);
        return scene.PlayInSteps(host, Rounds, measure: true);
    }

    private IGame Make() => Game.Read(new AuctionFamily(), Text);

    /// <summary>That of the program that the nodes run, which lies beside this one.</summary>
    private static string BuildOf(IDriverLink link)
    {
        for (int tries = 0; tries < 100; tries++)
        {
            link.CallRoll();
            if (link.TryHear(TimeSpan.FromSeconds(0.2), out var heard)
                && heard is HeardFrame { Frame: Hello { Node.Build: { Length: > 0 } build } })
            {
                return build;
            }
        }
        throw new TimeoutException("No node said hello.");
    }
}
