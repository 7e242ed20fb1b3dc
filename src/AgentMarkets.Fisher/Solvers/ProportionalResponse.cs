using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Response;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>
/// Buyers shift their bids to the goods that gave them the most: with x_ij = b_ij / p_j,
/// b_ij &lt;- B_i x_ij d log u_i/dx_ij,  p_j = sum_i b_ij / Y_j.
/// It needs no more of a utility than its gradient, and clears at every moment.
/// </summary>
/// <remarks>
/// Wu and Zhang (2007); docs/fisher.md, 10. For ces the new bids are proportional to (v_ij x_ij)^alpha. For complements
/// the whole response overshoots; with the share 1/(1-alpha) of it, in logarithms, a step is demand at the prices (the
/// damped dynamics of Cheung, Cole and Tao, 2018). What travels a round is m prices down and m sums of bids up.
/// </remarks>
[Card("proportional-response", "Buyers shift their bids in proportion to what each good gives them; any utility with a "
    + "gradient.", "Wu and Zhang (2007); docs/fisher.md, 10")]
public sealed class ProportionalResponse(ProportionalResponse.Settings settings) : ISolver
{
    /// <summary>What one shard's array of state can hold, in bids.</summary>
    private const long BidsMax = 1L << 27;

    public sealed record Settings
    {
        [Setting("Responses of the buyers from one price to the next.", Min = 1, Max = 100000)]
        public int Inner { get; init; } = 1;

        [Setting("How far prices go, in logarithms, to the mean bids: 1 is all the way.", Above = 0, Max = 1)]
        public PerReplica PriceStep { get; init; } = 1;

        [Setting("How far bids go, in logarithms, to the proportional ones; where it is left out, all the way, or "
            + "1/(1-alpha) of it for ces with alpha < 0.", Above = 0, Max = 1)]
        public PerReplica? Response { get; init; }
    }

    public bool EndsByItself => false;

    public IReadOnlyList<string> Metrics => ["residual"];

    public (string Rule, string WayOut)? Refuses(SolvedMarket market)
    {
        if (market.Utility.ClosedForm is { K: -1, IsCobbDouglas: false })
        {
            return ("proportional-response needs a utility with a gradient; that of leontief buyers has corners",
                "Write solver=newton-dual or solver=tatonnement.");
        }
        long bids = market.Market.BuyerCount * market.Market.GoodCount / market.Shards;
        return bids <= BidsMax ? null
            : ($"proportional-response keeps a bid for every buyer and good: {bids:N0} for each of {market.Shards:N0} "
                + $"shards, and a shard holds at most {BidsMax:N0}",
                "Write more shards, or solver=newton-dual, which keeps none.");
    }

    public IPricing Price(SolvedMarket market, double budget) =>
        new ResponsePricing(market.Market.Supply, budget, settings.PriceStep[market.Replica]);

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers)
    {
        double natural = market.Utility.ClosedForm is { K: < 0 } form ? 1 + form.K : 1;
        return new ResponseBuying(market.Utility, buyers, settings.Inner,
            settings.Response?[market.Replica] ?? natural);
    }
}
