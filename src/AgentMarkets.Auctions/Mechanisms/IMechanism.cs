using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>An auction rule: who wins at which bids, and who pays what.</summary>
/// <remarks>All methods are pure. Bids of N bidders stand side by side in the last axis.</remarks>
[Kind("mechanism", "mechanisms")]
public interface IMechanism
{
    /// <summary>The smallest number of bidders that the rule makes sense for.</summary>
    int MinimumBidders => 2;

    /// <summary>The exact outcome of each game.</summary>
    /// <param name="bids">[R, B, N], any floating type.</param>
    /// <returns>x and p, each [R, B, N]: the share won and what is paid in all.</returns>
    (Tensor Win, Tensor Payment) Clear(Tensor bids);

    /// <summary>The price that the exact rule makes of the bids, and how the own bid moves it.</summary>
    /// <param name="bids">[R, B, N].</param>
    /// <returns>P, [R, B, 1], and dP/db_i, [R, B, N].</returns>
    (Tensor Price, Tensor Slope) MarketPrice(Tensor bids);

    /// <summary>The share of the item that a bid wins which ties with rivals for the highest.</summary>
    /// <param name="bidder">The own number, from 1.</param>
    /// <param name="tied">How many rivals bid the same.</param>
    /// <param name="lowestTied">The lowest number among those rivals.</param>
    double ShareOfTie(int bidder, int tied, int lowestTied);

    /// <summary>Whether a bid of exactly zero can win.</summary>
    bool ZeroWins { get; }

    /// <summary>What a bid of <paramref name="bid"/> pays on average when it wins with probability
    /// <paramref name="win"/> (docs/auctions.md, 4).</summary>
    double InterimPayment(double bid, double win);
}

/// <summary>Who gets the item when the highest bid is not alone.</summary>
public enum TieRule
{
    /// <summary>Each of the k tied gets 1/k.</summary>
    Split,

    /// <summary>The bidder with the lowest number.</summary>
    Lowest,

    /// <summary>Nobody.</summary>
    Nobody,
}
