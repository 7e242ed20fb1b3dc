using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>No smoothing: for rules that are smooth by themselves, and for experiments that evaluate without
/// learning.</summary>
[Card("none", "No smoothing, for rules that are smooth by themselves and experiments without learning.",
    "docs/auctions.md, 2")]
public sealed class NoSmoothing : ISmoothing
{
    public (string Why, string WayOut)? Refuses(IMechanism mechanism) => mechanism is ISmooth ? null
        : Smoothed.Refusal(mechanism, "without smoothing there is no gradient to learn from");

    public IClearing Open(IMechanism mechanism, int replicas, Device device) =>
        mechanism is ISmooth smooth ? new SmoothMarket(smooth) : new Nothing();

    private sealed class Nothing : IClearing
    {
        public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals) =>
            throw new InvalidOperationException("Without smoothing no round can be played.");

        public void Dispose()
        {
        }
    }
}
