using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>The buyer's-bid double auction: m buyers and n sellers of one unit each trade at one price, the (m+1)-th
/// lowest of all offers.</summary>
/// <remarks>
/// Satterthwaite and Williams (1989). Buyers are bidders 1 to m, sellers the rest. With all offers in ascending order
/// s, p = s_{m+1}; buyers who bid at least p and sellers who ask less trade, which is as many trades as there are pairs
/// of the q-th highest bid and the q-th lowest ask with bid at least ask. Of offers that tie for the last trade each
/// trades with the same probability. What a seller gets is a negative payment, its cost a negative worth.
/// </remarks>
[Card("double-auction",
    "Buyers and sellers of one unit each trade at one price, the highest that a bid or an ask sets.",
    "Satterthwaite and Williams (1989)")]
public sealed class DoubleAuction(DoubleAuction.Settings settings) : ISmoothed
{
    public sealed record Settings
    {
        [Setting("m: how many bidders, the first ones, buy.", Min = 1, Structural = true)]
        public int Buyers { get; init; } = 2;

        [Setting("n: how many bidders, the last ones, sell.", Min = 1, Structural = true)]
        public int Sellers { get; init; } = 2;
    }

    /// <summary>m.</summary>
    public int Buyers => settings.Buyers;

    /// <summary>n.</summary>
    public int Sellers => settings.Sellers;

    public int FewestBidders => Buyers + Sellers;

    public int? MostBidders => Buyers + Sellers;

    public string RoleOf(int bidder, int bidders) => bidder <= Buyers ? "buyer" : "seller";

    public bool Has(Form form) => form == Form.MarketPrice;

    public IClearing Open(Form form, double[] beta, Device device) => new DoubleAuctionMarket(this, beta, device);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var b = bids.squeeze(3);
        var (offers, asks) = (b.narrow(2, 0, Buyers), b.narrow(2, Buyers, Sellers));
        var high = offers.sort(2, descending: true).Values;
        var low = asks.sort(2).Values;
        int pairs = Math.Min(Buyers, Sellers);
        var trades = (high.narrow(2, 0, pairs) >= low.narrow(2, 0, pairs)).to(b.dtype).sum(2, keepdim: true);
        var price = b.sort(2).Values.narrow(2, Buyers, 1);
        var win = cat([Rationed(offers, high, trades), Rationed(-asks, -low, trades)], 2);
        var paid = cat([price.expand_as(offers), (-price).expand_as(asks)], 2);
        return new Outcome(win.unsqueeze(3).MoveToOuterDisposeScope(), paid.unsqueeze(3).MoveToOuterDisposeScope(),
            null);
    }

    public Tensor Worth(int bidder, Tensor values) => bidder <= Buyers ? values : -values;

    /// <summary>The sum over q of the q-th highest value less the q-th lowest cost, where positive.</summary>
    public Tensor BestWelfare(Tensor worth)
    {
        int pairs = Math.Min(Buyers, Sellers);
        var values = worth.select(2, 0).narrow(1, 0, Buyers).topk(pairs, dim: 1).values;
        var costs = worth.select(2, 0).narrow(1, Buyers, Sellers).topk(pairs, dim: 1).values;
        return (values + costs).clamp_min(0).sum(1);
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) =>
        bidder => OfferStatistic.Of(this, bids, bidder);

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new OfferOpposition(bidder <= Buyers, statistic);

    /// <summary>The best so many of some offers trade; of those equal to the last, each with the same
    /// probability.</summary>
    /// <param name="sorted">The same offers, descending.</param>
    private static Tensor Rationed(Tensor offers, Tensor sorted, Tensor trades)
    {
        var last = sorted.gather(2, (trades - 1).clamp_min(0).to(int64));
        var better = (offers > last).to(offers.dtype);
        var equal = (offers == last).to(offers.dtype);
        var share = (trades - better.sum(2, keepdim: true)) / equal.sum(2, keepdim: true);
        return where(trades > 0, better + equal * share, zeros_like(better));
    }
}
