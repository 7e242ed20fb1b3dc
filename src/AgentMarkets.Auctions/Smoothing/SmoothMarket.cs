using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The market of a rule that is smooth by itself: its exact outcome and slopes.</summary>
internal sealed class SmoothMarket(ISmooth rule) : IClearing
{
    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // [R, N, B, A]: bidders side by side.
        Signal.Write(signals, rule.Market(cat([.. bids], dim: 1)));
    }

    public void Dispose()
    {
    }
}
