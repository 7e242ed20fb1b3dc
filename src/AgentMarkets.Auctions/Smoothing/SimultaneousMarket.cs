using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed market of several items sold at once: that of the rule for one item, with the items of a game
/// as so many games.</summary>
internal sealed class SimultaneousMarket(IClearing each, int items) : IClearing
{
    private static readonly GameShape One = GameShape.OneItem;

    private Signal[] _signals = [];

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        if (_signals.Length == 0)
        {
            _signals = [.. bids.Select(b => new Signal((int)b.shape[0], (int)b.shape[1], items * (int)b.shape[2], One,
                b.device, b.dtype))];
        }
        // [R, C, B, K] to [R, C, K B, 1]: whole blocks of games, one an item.
        Tensor[] apart = [.. bids.Select(b => b.transpose(2, 3).reshape(b.shape[0], b.shape[1], -1, 1))];
        each.Clear(apart, _signals);
        for (int s = 0; s < signals.Count; s++)
        {
            var shape = bids[s].shape;
            Tensor Back(Tensor numbers) => numbers.reshape(shape[0], shape[1], items, shape[2]).transpose(2, 3);
            var market = _signals[s].Market;
            signals[s].Win.copy_(Back(market.Win));
            signals[s].Payment.copy_(Back(market.Payment));
            for (int k = 0; k < items; k++)
            {
                signals[s].WinSlope.select(3, k).select(3, k).copy_(Back(market.WinSlope).select(3, k));
                signals[s].PaymentSlope.select(3, k).select(3, k).copy_(Back(market.PaymentSlope).select(3, k));
            }
        }
    }

    public void Dispose()
    {
        each.Dispose();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }
}
