using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed market of a double auction, form B: each offer against what it has to beat, at the exact
/// price.</summary>
/// <remarks>
/// With z the m-th lowest of the m + n - 1 other offers, a buyer trades iff it bids more and a seller iff it asks less:
/// x = sigma(beta (b - z)), or sigma(beta (z - a)). p = s_{m+1} of all offers, dp/db = 1 for the buyer that sets it;
/// given that it trades a seller never does. As in form B, the x of both sides need not balance.
/// </remarks>
internal sealed class DoubleAuctionMarket(DoubleAuction rule, double[] beta, Device device) : IClearing
{
    private readonly Tensor _beta = tensor(beta, [beta.Length, 1, 1], dtype: float64, device: device)
        .DetachFromDisposeScope();

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // [R, N, B]
        var b = cat([.. bids.Select(actor => actor.squeeze(-1))], 1);
        var beta = _beta.to(b.dtype);
        var sorted = b.sort(1).Values;
        int m = rule.Buyers;
        var (below, price) = (sorted.narrow(1, m - 1, 1), sorted.narrow(1, m, 1));
        // Without the own offer the m-th lowest is the (m+1)-th of all where the own one is at most the m-th.
        var level = where(b <= below, price, below);
        var (offers, asks) = (b.narrow(1, 0, m), b.narrow(1, m, rule.Sellers));
        var sides = cat([ones_like(offers), -ones_like(asks)], 1);
        var x = (beta * sides * (b - level)).sigmoid();
        var slope = sides * beta * x * (1 - x);
        var payment = sides * where(sides > 0, price, level);
        // A buyer sets the price where it is the (m+1)-th.
        var sets = (sides > 0) & (b == price) & (b > below);
        Signal.WriteWins(signals, x.unsqueeze(3), slope.unsqueeze(3).unsqueeze(4));
        Signal.WritePayments(signals, payment.unsqueeze(3), sets.to(b.dtype).unsqueeze(3).unsqueeze(4));
    }

    public void Dispose() => _beta.Dispose();
}
