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
        var market = rule.Market(cat([.. bids], dim: 1));
        int first = 0;
        for (int k = 0; k < signals.Count; first += (int)bids[k++].shape[1])
        {
            Tensor Mine(Tensor all) => all.narrow(1, first, bids[k].shape[1]);
            signals[k].Win.copy_(Mine(market.Win));
            signals[k].WinSlope.copy_(Mine(market.WinSlope));
            signals[k].Payment.copy_(Mine(market.Payment));
            signals[k].PaymentSlope.copy_(Mine(market.PaymentSlope));
            if (market.Loss is not null)
            {
                signals[k].SetLoss(Mine(market.Loss), Mine(market.LossSlope!));
            }
        }
    }

    public void Dispose()
    {
    }
}
