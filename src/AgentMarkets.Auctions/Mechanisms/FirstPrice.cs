using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>First-price sealed-bid auction of one item: the highest bid wins and pays itself.</summary>
/// <remarks>Krishna (2010), Auction Theory, chapter 2.3. Ties and zero bids: our settings, the source leaves them
/// open.</remarks>
[Card("first-price", "The highest bid wins and pays itself.", "Krishna (2010), chapter 2.3")]
public sealed class FirstPrice(FirstPrice.Settings settings) : IMechanism
{
    public sealed record Settings
    {
        [Setting("Who wins when the highest bid is not alone.")]
        public TieRule Ties { get; init; } = TieRule.Split;

        [Setting("Whether a bid of exactly zero can win.")]
        public bool ZeroWins { get; init; }
    }

    public bool ZeroWins => settings.ZeroWins;

    public (Tensor Win, Tensor Payment) Clear(Tensor bids)
    {
        var isHighest = bids == bids.amax([-1], keepdim: true);
        if (!settings.ZeroWins)
        {
            isHighest = isHighest & (bids > 0);
        }
        var highest = isHighest.to(bids.dtype);
        var count = highest.sum(-1, keepdim: true);
        var win = settings.Ties switch
        {
            // x_i = 1/k for each of the k tied
            TieRule.Split => highest / count.clamp_min(1),
            TieRule.Lowest => highest * (highest.cumsum(-1) == 1).to(bids.dtype),
            _ => highest * (count == 1).to(bids.dtype),
        };
        // p_i = x_i b_i
        return (win, win * bids);
    }

    public (Tensor Price, Tensor Slope) MarketPrice(Tensor bids)
    {
        // P = max_j b_j, so dP/db_i = 1 where b_i sets it
        var price = bids.amax([-1], keepdim: true);
        return (price, (bids == price).to(bids.dtype));
    }

    public double ShareOfTie(int bidder, int tied, int lowestTied) => settings.Ties switch
    {
        TieRule.Split => 1.0 / (tied + 1),
        TieRule.Lowest => bidder < lowestTied ? 1 : 0,
        _ => 0,
    };

    public double InterimPayment(double bid, double win) => bid * win;
}
