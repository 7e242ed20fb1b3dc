using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>How payments for several equal units change with the bids while the winners stay the same.</summary>
/// <remarks>
/// Own bids: 1 in every bid that wins. Highest losing bid: who makes it moves the price of all units sold. Displaced
/// bids:
/// nobody moves its own payment; a losing bid is displaced by every other bidder without whom it would be among the M
/// highest.
/// </remarks>
internal static class UnitSlopes
{
    /// <param name="bids">[R, B, N, A].</param>
    public static PaymentSlopes Of(MultiUnit rule, Tensor bids)
    {
        using var scope = NewDisposeScope();
        var reached = rule.Clear(bids).Win.flip(3).cumsum(3).flip(3);
        var (own, total) = rule.Price switch
        {
            UnitPrice.OwnBid => (reached, reached),
            UnitPrice.HighestLosingBid => HighestLosing(rule, bids, reached),
            _ => (zeros_like(bids), Displaced(rule, bids, reached)),
        };
        return new PaymentSlopes(own.clone().MoveToOuterDisposeScope(), total.clone().MoveToOuterDisposeScope());
    }

    private static (Tensor Own, Tensor Total) HighestLosing(MultiUnit rule, Tensor bids, Tensor reached)
    {
        var flat = bids.flatten(2, 3);
        var units = reached.sum(3, keepdim: true);
        if (flat.shape[2] <= rule.Units)
        {
            return (zeros_like(bids), zeros_like(bids));
        }
        var price = flat.topk(rule.Units + 1, dim: 2).values.narrow(2, rule.Units, 1).unsqueeze(3);
        // Of a bidder's equal bids the first that loses sets the price.
        var before = cat([ones_like(reached.narrow(3, 0, 1)), reached.narrow(3, 0, rule.Demand - 1)], 3);
        var sets = ((before > reached) & (bids == price) & (bids > rule.Options.Reserve)).to(bids.dtype);
        return (sets * units, sets * units.sum(2, keepdim: true));
    }

    private static Tensor Displaced(MultiUnit rule, Tensor bids, Tensor reached)
    {
        var total = zeros_like(bids);
        for (int j = 0; j < bids.shape[2]; j++)
        {
            var last = RivalUnits.Of(rule, bids, j + 1).Bids.narrow(3, rule.Units - 1, 1).transpose(1, 2);
            var displaced = ((bids >= last) & rule.CanWin(bids)).to(bids.dtype) * (1 - reached);
            displaced.select(2, j).zero_();
            total = total + displaced;
        }
        return total;
    }
}
