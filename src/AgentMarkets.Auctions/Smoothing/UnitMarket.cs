using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed market of several equal units, form B: each bid against the bid of others that it has to beat,
/// at the exact rule's price.</summary>
/// <remarks>
/// P(at least k units) = s_k = sigma(beta (b_k - c_{M-k+1})), which falls in k since b falls and c_{M-k+1} rises; so
/// x_k = s_k - s_{k+1} is a probability, dx_k/db_k = s'_k and dx_k/db_{k+1} = -s'_{k+1} with s' = beta s (1 - s). Given
/// k units the payment is the exact rule's: b_1 + ... + b_k with slope 1 in each; c_M + ... + c_{M-k+1} with none; or k
/// max(b_{k+1}, c_{M-k+1}) with slope k in b_{k+1} where that is the larger. One unit: form B for one item.
/// </remarks>
internal sealed class UnitMarket(MultiUnit rule, double[] beta, Device device) : IClearing
{
    private readonly Tensor _beta = tensor(beta, [beta.Length, 1, 1, 1], dtype: float64, device: device)
        .DetachFromDisposeScope();

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // [R, B, N, A]
        var all = cat([.. bids], 1).transpose(1, 2);
        int bidder = 0;
        for (int s = 0; s < signals.Count; s++)
        {
            for (int c = 0; c < (int)bids[s].shape[1]; c++)
            {
                Write(all, bidder++, signals[s], c);
            }
        }
    }

    public void Dispose() => _beta.Dispose();

    private void Write(Tensor all, int bidder, Signal signal, int member)
    {
        using var scope = NewDisposeScope();
        int a = rule.Demand;
        // [R, 1, B, A]; bids that cannot win do not stand in the way of any.
        var own = all.narrow(2, bidder, 1).transpose(1, 2);
        var level = RivalUnits.Of(rule, all, bidder + 1).Levels(a).clamp_min(rule.Options.Reserve);
        var beta = _beta.to(own.dtype);
        var reached = (beta * (own - level)).sigmoid();
        var slope = beta * reached * (1 - reached);
        var none = zeros_like(reached.narrow(3, 0, 1));
        signal.Win.select(1, member).copy_((reached - cat([reached.narrow(3, 1, a - 1), none], 3)).squeeze(1));
        var (winSlope, paymentSlope) = (signal.WinSlope.select(1, member), signal.PaymentSlope.select(1, member));
        var next = cat([own.narrow(3, 1, a - 1), none], 3);
        signal.Payment.select(1, member).copy_((rule.Price switch
        {
            UnitPrice.OwnBid => own.cumsum(3),
            UnitPrice.DisplacedBid => level.cumsum(3),
            _ => arange(1, a + 1, dtype: own.dtype, device: own.device) * next.maximum(level),
        }).squeeze(1));
        for (int k = 0; k < a; k++)
        {
            Tensor At(Tensor numbers, int place) => numbers.squeeze(1).select(2, place);
            winSlope.select(2, k).select(2, k).copy_(At(slope, k));
            for (int j = 0; j <= k && rule.Price == UnitPrice.OwnBid; j++)
            {
                paymentSlope.select(2, k).select(2, j).fill_(1);
            }
            if (k + 1 < a)
            {
                winSlope.select(2, k).select(2, k + 1).copy_(-At(slope, k + 1));
                if (rule.Price == UnitPrice.HighestLosingBid)
                {
                    paymentSlope.select(2, k).select(2, k + 1)
                        .copy_((k + 1) * (At(next, k) > At(level, k)).to(own.dtype));
                }
            }
        }
        if (rule.Options.EntryFee > 0)
        {
            var fee = rule.Options.EntryFee * (all.select(2, bidder).narrow(2, 0, 1) > 0).to(own.dtype);
            signal.Payment.select(1, member).add_(fee);
            signal.SetLoss(zeros_like(signal.Win.narrow(3, 0, 1)), zeros_like(signal.WinSlope.narrow(3, 0, 1)));
            signal.Loss!.Value.Loss.select(1, member).copy_(fee);
        }
    }
}
