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

    /// <summary>Small games of the other ways to play a round: what each overrides in the first-price
    /// auction.</summary>
    private static readonly SortedDictionary<string, string[]> s_plays = new(StringComparer.Ordinal)
    {
        ["evolution"] = ["learner=evolution(population=4)", "strategy=mlp(hidden=[3])"],
        ["evolution of cohorts"] = ["learner=evolution(population=4, antithetic=true)", "auction.cohort=2"],
        ["reinforce of cohorts"] = ["learner=reinforce", "auction.cohort=3"],
        ["particle swarms of cohorts"] = ["learner=particle-swarm(particles=3)", "auction.cohort=2"],
        ["tables"] = ["strategy=table(types=4, bids=5)", "learner=dual-averaging"],
        ["tables of cohorts"] = ["strategy=table(types=4, bids=5)", "learner=mirror-ascent", "auction.cohort=3"],
        ["regret of tables in common"] = ["strategy=table(types=4, bids=5, jitter=0.3)", "measure=no-regret",
            "learner=multiplicative-weights(rate=1, decay=0.5)", "auction.share=true"],
        ["regret of cohorts"] = ["strategy=table(types=4, bids=5, log-weights=[0,1,2,1,0], jitter=0.3)",
            "measure=no-regret", "learner=multiplicative-weights(rate=1)", "auction.cohort=2"],
        ["averages of cohorts"] = ["learner=averaged(learner=gradient(learning-rate=0.05), decay=0.9)",
            "auction.cohort=2", "measure=loss-of-averages"],
        ["contest on a ring"] = ["auction.mechanism=ring-contest", "smoothing=none", "auction.cohort=2",
            "strategy=constant(scale=log, jitter=0.3)"],
        ["bilinear game"] = ["auction.mechanism=bilinear", "auction.bidders=2", "smoothing=none",
            "auction.prior=truncated-normal(mean=0, deviation=1, low=-8, high=8)", "strategy=constant(jitter=1)",
            "learner=extra-gradient"],
        ["best replies"] = ["strategy=piecewise-linear(knots=5)", "learner=best-response"],
        ["best replies of cohorts"] = ["strategy=piecewise-linear(knots=5)", "learner=best-response",
            "auction.cohort=2", "auction.bidders=[{ \"count\": 2 }, { \"prior\": \"power(exponent=2)\" }]"],
        ["networks in common"] = ["strategy=mlp(hidden=[3])", "auction.share=true"],
        ["cohorts of networks"] = ["strategy=mlp(hidden=[3])", "auction.cohort=3",
            "learner=gradient(optimizer=momentum)"],
        ["LLG"] = ["auction.mechanism=llg", "smoothing=softmax(temperature=0.1)", "strategy=mlp(hidden=[3])"],
        ["LLG of shared networks"] = ["auction.mechanism=llg(payment=first-price)", "auction.share=true",
            "smoothing=softmax(temperature=0.1)", "learner=evolution(population=4)"],
        ["two units"] = ["auction.mechanism=discriminatory", "smoothing=market-price(beta=20)"],
        ["correlated"] = ["auction.correlation=constant-weights(gamma=0.5)"],
        ["common value"] = ["auction.mechanism=second-price", "auction.correlation=mineral-rights",
            "smoothing=market-price(beta=20)", "auction.cohort=2"],
    };

    public static IEnumerable<string> Plays => s_plays.Keys;

    public static IGame OfPlay(string name, params string[] overrides) => FirstPrice([.. s_plays[name], .. overrides]);

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
