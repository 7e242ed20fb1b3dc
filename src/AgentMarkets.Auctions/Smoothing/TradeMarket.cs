using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed market of a buyer and a seller.</summary>
/// <remarks>
/// x = sigma(beta (bid - ask)), the softmax over trade and no trade; p = k bid + (1-k) ask, and minus that for the
/// seller. dx/dbid = beta x (1 - x) = -dx/dask; dp/dbid = k, d(-p)/dask = -(1-k).
/// </remarks>
internal sealed class TradeMarket(BilateralTrade rule, double[] beta, Device device) : IClearing
{
    private readonly Tensor _beta = tensor(beta, [beta.Length, 1, 1], dtype: float64, device: device)
        .DetachFromDisposeScope();

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // [R, 2, B]
        var b = cat([.. bids.Select(actor => actor.squeeze(-1))], 1);
        var (bid, ask) = (b.narrow(1, 0, 1), b.narrow(1, 1, 1));
        var beta = _beta.to(b.dtype);
        var x = (beta * (bid - ask)).sigmoid();
        var slope = beta * x * (1 - x);
        var price = rule.K * bid + (1 - rule.K) * ask;
        var all = (Win: cat([x, x], 1), WinSlope: cat([slope, -slope], 1), Payment: cat([price, -price], 1),
            PaymentSlope: cat([full_like(x, rule.K), full_like(x, rule.K - 1)], 1));
        int first = 0;
        for (int k = 0; k < signals.Count; first += (int)bids[k++].shape[1])
        {
            Tensor Mine(Tensor numbers) => numbers.narrow(1, first, bids[k].shape[1]).unsqueeze(3);
            signals[k].Win.copy_(Mine(all.Win));
            signals[k].WinSlope.copy_(Mine(all.WinSlope).unsqueeze(4));
            signals[k].Payment.copy_(Mine(all.Payment));
            signals[k].PaymentSlope.copy_(Mine(all.PaymentSlope).unsqueeze(4));
        }
    }

    public void Dispose() => _beta.Dispose();
}
