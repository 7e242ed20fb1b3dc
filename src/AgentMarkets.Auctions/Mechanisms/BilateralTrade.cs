using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Bilateral trade: a buyer and a seller of one item trade iff the bid is at least the ask.</summary>
/// <remarks>
/// Chatterjee and Samuelson (1983). Bidder 1 buys and bidder 2 sells; the price is k bid + (1-k) ask. What the seller
/// gets is a negative payment, its cost a negative worth.
/// </remarks>
[Card("bilateral-trade", "A buyer and a seller trade iff the bid is at least the ask, at a price between the two.",
    "Chatterjee and Samuelson (1983)")]
public sealed class BilateralTrade(BilateralTrade.Settings settings) : ISmoothed
{
    public sealed record Settings
    {
        [Setting("Where the price is between the ask, 0, and the bid, 1.", Min = 0, Max = 1)]
        public double K { get; init; } = 0.5;
    }

    public double K => settings.K;

    public int? MostBidders => 2;

    public string RoleOf(int bidder, int bidders) => bidder == 1 ? "buyer" : "seller";

    public bool Has(Form form) => form != Form.OwnBid;

    public IClearing Open(Form form, double[] beta, Device device) => new TradeMarket(this, beta, device);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var (bid, ask) = (bids.narrow(2, 0, 1), bids.narrow(2, 1, 1));
        var price = K * bid + (1 - K) * ask;
        var trades = (bid >= ask).to(bids.dtype);
        return new Outcome(cat([trades, trades], 2).MoveToOuterDisposeScope(),
            cat([price, -price], 2).MoveToOuterDisposeScope(), null);
    }

    public Tensor Worth(int bidder, Tensor values) => bidder == 1 ? values : -values;

    /// <summary>v - c where that is positive.</summary>
    public Tensor BestWelfare(Tensor worth) => worth.sum([1L, 2L]).clamp_min(0);

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new TradeOpposition(bidder == 1, bidder == 1 ? K : 1 - K, statistic);
}
