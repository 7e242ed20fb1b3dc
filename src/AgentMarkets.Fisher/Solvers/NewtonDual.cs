using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>The exact equilibrium of buyers whose demand has a closed form, by Newton's method on log prices.</summary>
/// <remarks>docs/fisher.md, 4 and 5. What travels a round is m prices down, and m + 2 or m (m + 5) / 2 + 2 sums
/// up.</remarks>
[Card("newton-dual", "The exact equilibrium, by Newton's method on the log prices; linear buyers by continuation and "
    + "an exact finish.", "docs/fisher.md, 4; Zhang, He, Jiang and Ye (2025)")]
public sealed class NewtonDual : ISolver
{
    // A gigabyte of second moments.
    private const int GoodsMax = 16_384;

    public bool EndsByItself => true;

    public IReadOnlyList<string> Metrics => ["residual", "proof", "tied-buyers"];

    public (string Rule, string WayOut)? Refuses(SolvedMarket market) => market.Utility.ClosedForm is not null
        ? market.Market.GoodCount <= GoodsMax ? null
            : ($"newton-dual adds up m (m + 1) / 2 numbers a pass, and takes at most {GoodsMax:N0} goods",
                "Write solver=tatonnement, which adds up m.")
        : ("newton-dual needs a utility whose demand has a closed form: ces, linear, cobb-douglas or leontief",
            "Write solver=bids-network or solver=proportional-response.");

    public IPricing Price(SolvedMarket market, double budget) => new NewtonPricing(market, budget);

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) =>
        new NewtonBuying(buyers, market.Utility.ClosedForm!.Value);
}
