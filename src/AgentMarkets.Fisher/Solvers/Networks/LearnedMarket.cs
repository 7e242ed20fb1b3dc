using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>What learned solvers have in common.</summary>
internal static class LearnedMarket
{
    public static (string Rule, string WayOut)? Refuses(string solver, SolvedMarket market) =>
        market.Market.Contexts is not null ? null
            : ($"{solver} knows buyers and goods by their contexts alone, and this market has none",
                "Write solver=newton-dual, or draw the market with contexts=normal.");

    /// <summary>Where a shard's weights are drawn from.</summary>
    public static StreamKey Weights(SolvedMarket market, Shard shard) =>
        StreamKey.Of(market.Seed, FisherGame.ShardId(shard.Number), "weights");
}
