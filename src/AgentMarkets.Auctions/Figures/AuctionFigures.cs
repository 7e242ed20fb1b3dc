using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Figures;

/// <summary>What there is to see in an auction game, in the order of its report.</summary>
internal static class AuctionFigures
{
    private const int MostBidders = 6, MostOfSeveralGroups = 3;

    public static IReadOnlyList<Figure> Of(AuctionGame game, Results results)
    {
        var groups = new ReplicaGroups(results.Replicas);
        var bidders = new ShownBidders(game, groups.List.Count == 1 ? MostBidders : MostOfSeveralGroups);
        var rounds = new RoundFigures(results, groups, bidders);
        var types = StrategyTable.Of(game, results) is { } table
            ? new TypeFigures(game, table, groups, bidders) : null;
        var known = game.Equilibrium;
        return
        [
            .. types?.Bids() ?? [],
            .. types?.Losses() ?? [],
            .. types?.Certificates() ?? [],
            .. new[]
            {
                rounds.Of("multiplier", "Multipliers", "bid over value", b => known?.Multiplier(b.Number)),
                rounds.Of("l2", "Distance to equilibrium", "L2 distance, money", _ => null, isLogarithmic: true),
                rounds.Of("utility-loss-ex-ante", "Utility loss over rounds",
                    "mean gain of the best deviation, money", _ => null, isLogarithmic: true),
                rounds.Of("regret", "Regret", "external regret per round, money", _ => null, isLogarithmic: true),
                rounds.Of("table-loss", "Loss of the last tables", "gain of the best table, money", _ => null,
                    isLogarithmic: true),
                rounds.Of("table-loss-average", "Loss of the average tables", "gain of the best table, money",
                    _ => null, isLogarithmic: true),
                rounds.Of("revenue", "Revenue", "expected revenue, money", _ => known?.Revenue),
                rounds.Of("efficiency", "Efficiency", "welfare over the highest", _ => known?.Efficiency),
                rounds.SmoothingCost(),
            }.OfType<Figure>(),
        ];
    }
}
