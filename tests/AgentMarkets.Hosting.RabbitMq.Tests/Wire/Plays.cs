using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.TestKit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Small games in which all that families say is said.</summary>
internal static class Plays
{
    public static IReadOnlyList<IFamily> Families { get; } = [new AuctionFamily(), new FisherFamily()];

    public static IFrameCodec Codec => TestedCodec.Codec;

    private const string Auction = """
        {
          "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
          "smoothing": "own-bid(beta=20)", "strategy": "linear", "learner": "gradient(learning-rate=0.05)",
          "batch": 16, "rounds": 4, "seed": "1..4", "measure": ["utility-loss"],
          "evaluation": { "samples": 64, "samples-on-the-way": 32 }
        }
        """;

    private const string Market = """
        { "fisher": { "buyers": 9001, "goods": 4 }, "solver": "newton-dual", "shards": 3, "seed": 1 }
        """;

    private const string Network = """
        {
          "fisher": { "buyers": 9000, "goods": 3 }, "shards": 3, "seed": "1,2", "rounds": 4,
          "solver": "bids-network(batch=24, shard-batch=8, width=8, depth=3, price-every=2, price-buyers=500)"
        }
        """;

    private static readonly SortedDictionary<string, (IFamily Family, string Text, string[] Overrides)> s_plays =
        new(StringComparer.Ordinal)
        {
            ["slopes"] = (Families[0], Auction, []),
            ["certificates"] = (Families[0], Auction,
                ["strategy=piecewise-linear(knots=5)", "measure=[\"utility-loss\",\"certificate\"]", "seed=1"]),
            ["variants of cohorts"] = (Families[0], Auction,
                ["learner=evolution(population=4, antithetic=true)", "auction.cohort=2"]),
            ["variants where losers pay"] = (Families[0], Auction,
                ["auction.mechanism=all-pay", "smoothing=none", "learner=reinforce"]),
            ["tables of cohorts"] = (Families[0], Auction,
                ["strategy=table(types=4, bids=5)", "learner=mirror-ascent", "auction.cohort=3"]),
            ["averages of cohorts"] = (Families[0], Auction, ["auction.cohort=2", "measure=loss-of-averages",
                "learner=averaged(learner=gradient(learning-rate=0.05), decay=0.9)"]),
            ["best replies of cohorts"] = (Families[0], Auction, ["strategy=piecewise-linear(knots=5)",
                "learner=best-response", "auction.cohort=2",
                "auction.bidders=[{ \"count\": 2 }, { \"prior\": \"power(exponent=2)\" }]"]),
            ["packages"] = (Families[0], Auction,
                ["auction.mechanism=llg", "smoothing=softmax(temperature=0.1)", "strategy=mlp(hidden=[3])"]),
            ["two units"] = (Families[0], Auction,
                ["auction.mechanism=discriminatory", "smoothing=market-price(beta=20)", "measure=[]"]),
            ["exact market"] = (Families[1], Market, ["fisher.utility=ces(alpha=0.5)", "allocations=true"]),
            ["linear market"] = (Families[1], Market, ["fisher.utility=linear"]),
            ["learned market"] = (Families[1], Network, []),
        };

    public static IEnumerable<string> Names => s_plays.Keys;

    public static IGame Of(string name)
    {
        var (family, text, overrides) = s_plays[name];
        return Game.Read(family, text, overrides);
    }
}
