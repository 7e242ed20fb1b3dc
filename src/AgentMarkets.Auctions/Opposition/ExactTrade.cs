using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a buyer or a seller faces where the law of the other's offer is known; equality trades.</summary>
/// <remarks>
/// A buyer with the weight w of its own offer in the price is a bidder for one item that pays w b + (1-w) m against m,
/// the ask. A seller is one in a mirror: cost, ask and offers are subtracted from C, the highest offer there is.
/// </remarks>
internal sealed class ExactTrade : IOpposition
{
    private readonly bool _buys;
    private readonly double _top;
    private readonly ItemOpposition _item;

    /// <param name="top">C, or anything above.</param>
    public ExactTrade(bool buys, double weight, IBidLaw other, double top)
    {
        (_buys, _top) = (buys, top);
        var price = new ItemPrice(Own: weight, Second: 1 - weight, Third: 0, LosersPay: false);
        // The other's number is the higher one, so that who ties trades.
        var options = new ItemOptions { ZeroWins = true, Ties = TieRule.Lowest };
        _item = new ItemOpposition(price, options, new ExactRivals(price, options,
            new IndependentBids(options.Ties, 1, [(2, buys ? other : new MirroredLaw(other, top))])));
    }

    public double Slack => _item.Slack;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double paid = _item.Fare([Seen(bid[0])], win);
        // Who sells for C - p gets p.
        return _buys ? paid : paid - _top * win[0];
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility) =>
        _item.Payoff([Worth(worth[0])], cost, [Seen(bid[0])], utility);

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        double[] values = new double[worth.Length];
        for (int t = 0; t < values.Length; t++)
        {
            values[t] = Worth(worth[t]);
        }
        _item.Best(values, cost, utility, best, bids);
        for (int t = 0; t < bids.Length; t++)
        {
            bids[t] = Seen(bids[t]);
        }
    }

    /// <summary>What a sale is worth is minus the cost.</summary>
    private double Worth(double worth) => _buys ? worth : _top + worth;

    private double Seen(double offer) => _buys ? offer : _top - offer;
}
