using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>No smoothing: for experiments that evaluate without learning.</summary>
[Card("none", "No smoothing, for experiments without learning.", "the exact rule has no useful gradient")]
public sealed class NoSmoothing : ISmoothing
{
    public (string Why, string WayOut)? Refuses(IMechanism mechanism) =>
        ("without smoothing there is no gradient to learn from",
            "Write rounds=0 to evaluate without learning, or smoothing=own-bid.");

    public IClearing Open(IMechanism mechanism, int replicas, Device device) => new Nothing();

    private sealed class Nothing : IClearing
    {
        public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals) =>
            throw new InvalidOperationException("Without smoothing no round can be played.");

        public void Dispose()
        {
        }
    }
}
