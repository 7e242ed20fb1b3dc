using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A rule whose exact outcome changes smoothly with the bids, so that learners follow its own slopes:
/// <c>smoothing=none</c>.</summary>
public interface ISmooth : IMechanism
{
    /// <summary>How the exact rule answers bids, and how that changes with the own bid.</summary>
    /// <param name="bids">[R, N, B, A]: bidders side by side.</param>
    /// <returns>[R, N, B, ...], every slope finite.</returns>
    MarketSignal Market(Tensor bids);
}
