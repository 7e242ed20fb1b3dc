using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Akka.Wire;
using AgentMarkets.TestKit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests;

/// <summary>The games that every host plays alike.</summary>
internal static class Games
{
    public const string FirstPrice = "first-price", FisherExact = "fisher-exact", BidsNetwork = "bids-network";

    public static IFrameCodec Codec { get; } = new MessagePackFrameCodec([new AuctionFamily(), new FisherFamily()]);

    public static string Text(string game) => game switch
    {
        FirstPrice => """
            { "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
              "smoothing": "softmax(temperature=0.01)", "strategy": "mlp(hidden=[10,10], activation=selu)",
              "learner": "gradient(optimizer=adam, learning-rate=1e-3)", "batch": 64, "rounds": 12, "seed": "1..2",
              "measure": ["utility-loss", "distance-to-equilibrium"],
              "evaluation": { "samples": 256, "samples-on-the-way": 256 } }
            """,
        FisherExact => """
            { "fisher": { "buyers": 512, "goods": 6, "contexts": "normal(dimension=5)", "utility": "ces(alpha=0.5)" },
              "solver": "newton-dual", "shards": 4, "seed": 1 }
            """,
        _ => """
            { "fisher": { "buyers": 512, "goods": 6, "contexts": "normal(dimension=5)", "utility": "ces(alpha=0.5)" },
              "solver": "bids-network", "rounds": 6, "shards": 4, "seed": 1,
              "evaluation": { "samples": 512, "samples-on-the-way": 512 } }
            """,
    };

    public static int Rounds(string game) => game switch { FirstPrice => 12, FisherExact => 40, _ => 6 };

    public static IGame Make(string game) =>
        Game.Read(game == FirstPrice ? new AuctionFamily() : new FisherFamily(), Text(game));

    /// <summary>How a game ends in one process.</summary>
    public static Outcome Alone(string game)
    {
        set_num_threads(1);
        var scene = Scene.Of(Make(game));
        using var host = new LocalHost(scene.Actors);
        return scene.PlayInSteps(host, Rounds(game), measure: true);
    }
}
