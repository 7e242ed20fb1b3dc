using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>What a bidder makes of an outcome. Only the bidder itself ever sees it.</summary>
[Kind("utility", "utilities")]
public interface IUtility
{
    /// <summary>The slope of the expected utility of every game in the own bid.</summary>
    /// <param name="values">v, [R, B, 1].</param>
    /// <param name="signal">What the auctioneer said.</param>
    /// <param name="slope">du/db, [R, B, 1], written in place.</param>
    void Slope(Tensor values, ClearingSignal signal, Tensor slope);
}
