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
        // From [R, 2, B] to [R, 2, B, 1] and [R, 2, B, 1, 1].
        Tensor Both(Tensor ofBuyer, Tensor ofSeller) => cat([ofBuyer, ofSeller], 1).unsqueeze(3);
        Signal.WriteWins(signals, Both(x, x), Both(slope, -slope).unsqueeze(4));
        Signal.WritePayments(signals, Both(price, -price),
            Both(full_like(x, rule.K), full_like(x, rule.K - 1)).unsqueeze(4));
    }

    public void Dispose() => _beta.Dispose();
}
