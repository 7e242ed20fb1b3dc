using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.TestKit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Small Fisher markets of three shards; also what the second process plays.</summary>
internal static class FisherScenes
{
    /// <summary>The exact equilibrium of one market.</summary>
    public static IGame Newton(params string[] overrides) => Game.Read(new FisherFamily(), """
        { "fisher": { "buyers": 20123, "goods": 4 }, "solver": "newton-dual", "shards": 3, "seed": 1 }
        """, [.. overrides.Select(o => $"fisher.{o}")]);

    /// <summary>A small network, two replicas.</summary>
    public static IGame BidsNetwork() => Game.Read(new FisherFamily(), """
        {
          "fisher": { "buyers": 9000, "goods": 3 }, "shards": 3, "seed": "1,2", "rounds": 12,
          "solver": "bids-network(batch=24, shard-batch=8, width=8, depth=3, price-every=2, price-buyers=500)"
        }
        """);
}
