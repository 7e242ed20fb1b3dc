using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.TestKit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>The small games that the tests of hosts play; also what the second process plays.</summary>
internal static class Scenes
{
    public const int Rounds = 12;

    public static readonly ActorId Coordinator = new("coordinator", 1);

    public static readonly ActorId Auctioneer = new("auctioneer", 1);

    public static ActorId Bidder(int number) => new("bidder", number);

    /// <summary>A first-price auction of three linear bidders: four replicas, sixteen games a round.</summary>
    public static IGame FirstPrice(params string[] overrides) => Game.Read(new AuctionFamily(), """
        {
          "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
          "smoothing": "own-bid(beta=20)", "strategy": "linear", "learner": "gradient(learning-rate=0.05)",
          "batch": 16, "rounds": 12, "seed": "1..4", "measure": ["utility-loss"],
          "evaluation": { "samples": 64, "samples-on-the-way": 32 }
        }
        """, overrides);

    public static Scene ByName(string name) => name switch
    {
        "first-price" => Scene.Of(FirstPrice()),
        "newton" => Scene.Of(FisherScenes.Newton("utility=ces(alpha=0.5)")),
        "newton-linear" => Scene.Of(FisherScenes.Newton("utility=linear")),
        "bids-network" => Scene.Of(FisherScenes.BidsNetwork()),
        "sound" => NegativeControls.Sound(),
        "process-seeds" => NegativeControls.ProcessSeeds(),
        _ => throw new ArgumentException($"There is no scene '{name}'."),
    };
}
