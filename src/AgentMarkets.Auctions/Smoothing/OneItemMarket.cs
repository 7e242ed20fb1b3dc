using AgentMarkets.Auctions.Mechanisms;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>What decides who wins in a smoothed market.</summary>
internal enum Rivalry
{
    /// <summary>x_i = sigma(beta (b_i - m_i)) with m_i the highest rival bid.</summary>
    Sigmoid,

    /// <summary>x_i = exp(beta b_i) / sum_j exp(beta b_j).</summary>
    Softmax,
}

/// <summary>What a winner pays in a smoothed market.</summary>
internal enum Price
{
    /// <summary>p_i = b_i.</summary>
    OwnBid,

    /// <summary>p_i = P(b), the exact rule's price.</summary>
    Market,
}

/// <summary>The smoothed market of one item in tensor operations: any price, any device. Forms A, B and C are three
/// choices of two.</summary>
/// <remarks>
/// With beta = 1/lambda, both allocations have the slope dx_i/db_i = beta x_i (1 - x_i) (docs/auctions.md, 2). The
/// reserve price is one more bid, the auctioneer's. P(b) = Own b(1) + Second b(2) + Third b(3) of all bids in
/// descending order, each of the last two at least the reserve price; where losers pay, everybody's own part is its
/// own bid. An entry fee is paid by who bids more than zero, whatever comes of it.
/// </remarks>
internal sealed class OneItemMarket(OneItem rule, Rivalry rivalry, Price price, double[] beta, Device device)
    : IClearing
{
    private readonly Tensor _beta = tensor(beta, [beta.Length, 1, 1], dtype: float64, device: device);

    /// <summary>The market of a rule: by kernel where there is one, in tensor operations elsewhere.</summary>
    public static IClearing Open(OneItem rule, Form form, double[] beta, Device device)
    {
        var rivalry = form == Form.Softmax ? Rivalry.Softmax : Rivalry.Sigmoid;
        var price = form == Form.OwnBid ? Price.OwnBid : Price.Market;
        return rule is FirstPrice { Options: { Reserve: 0, EntryFee: 0 } } && device.type == DeviceType.CPU
            ? new FirstPriceKernel(rivalry, price, beta)
            : new OneItemMarket(rule, rivalry, price, beta, device);
    }

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // [R, N, B]: bidders side by side.
        var b = cat([.. bids.Select(actor => actor.squeeze(-1))], dim: 1);
        var beta = _beta.to(b.dtype);
        double reserve = rule.Options.Reserve;
        var top = TopThree(b);
        var rival = where(b == top.narrow(1, 0, 1), top.narrow(1, 1, 1), top.narrow(1, 0, 1));
        var x = rivalry == Rivalry.Softmax ? Softmax(b, beta, reserve)
            : (beta * (b - (reserve > 0 ? rival.clamp_min(reserve) : rival))).sigmoid();
        var xSlope = beta * x * (1 - x);
        var (p, pSlope) = Payment(b, top);
        Signal.WriteWins(signals, x.unsqueeze(3), xSlope.unsqueeze(3).unsqueeze(4));
        if (p is not null)
        {
            Signal.WritePayments(signals, p.unsqueeze(3), pSlope!.unsqueeze(3).unsqueeze(4));
        }
        for (int k = 0; k < signals.Count; k++)
        {
            if (p is null)
            {
                signals[k].PayOwnBid(bids[k]);
            }
            Lose(signals[k], bids[k]);
        }
    }

    public void Dispose() => _beta.Dispose();

    private static Tensor Softmax(Tensor b, Tensor beta, double reserve)
    {
        if (reserve == 0)
        {
            return (beta * b).softmax(1);
        }
        var all = cat([b, full_like(b.narrow(1, 0, 1), reserve)], 1);
        return (beta * all).softmax(1).narrow(1, 0, b.shape[1]);
    }

    private static Tensor TopThree(Tensor b)
    {
        var (top, _) = b.topk((int)Math.Min(3, b.shape[1]), dim: 1);
        return b.shape[1] > 2 ? top : cat([top, zeros_like(top.narrow(1, 0, 1))], 1);
    }

    /// <summary>p and dp/db, [R, N, B]; nothing where the own bid is all there is to pay.</summary>
    private (Tensor? Payment, Tensor? Slope) Payment(Tensor b, Tensor top)
    {
        var weights = rule.Price;
        double reserve = rule.Options.Reserve, fee = rule.Options.EntryFee;
        bool ownPart = price == Smoothing.Price.OwnBid || weights.LosersPay;
        if (ownPart && weights is { Own: 1, Second: 0, Third: 0 } && fee == 0)
        {
            return (null, null);
        }
        var p = ownPart ? weights.Own * b : weights.Own * top.narrow(1, 0, 1).expand_as(b);
        var slope = ownPart ? full_like(b, weights.Own) : weights.Own * (b == top.narrow(1, 0, 1)).to(b.dtype);
        foreach (var (weight, rank) in (ReadOnlySpan<(double, int)>)[(weights.Second, 1), (weights.Third, 2)])
        {
            if (weight != 0)
            {
                var set = top.narrow(1, rank, 1);
                // dP/db_i = 1 where b_i sets the price.
                var sets = (b == set) & (b != top.narrow(1, rank - 1, 1)) & (set > reserve);
                p = p + weight * set.clamp_min(reserve);
                slope = slope + weight * sets.to(b.dtype);
            }
        }
        return (fee == 0 ? p : p + fee * (b > 0).to(b.dtype), slope);
    }

    private void Lose(Signal signal, Tensor bids)
    {
        if (rule.Options.EntryFee > 0)
        {
            var fee = rule.Options.EntryFee * (bids > 0).to(bids.dtype);
            var own = rule.Price.LosersPay ? bids : zeros_like(bids);
            var slope = rule.Price.LosersPay ? ones_like(bids) : zeros_like(bids);
            signal.SetLoss(own + fee, slope.unsqueeze(4));
        }
        else if (rule.Price.LosersPay)
        {
            signal.LoseOwnBid(bids);
        }
    }
}
