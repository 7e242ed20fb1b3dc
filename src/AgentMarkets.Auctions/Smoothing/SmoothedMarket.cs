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

/// <summary>The smoothed market in tensor operations: any mechanism, any device. Forms A, B and C are three choices of
/// two.</summary>
/// <remarks>
/// With beta = 1/lambda, both allocations have the slope dx_i/db_i = beta x_i (1 - x_i) (docs/auctions.md, 2).
/// </remarks>
internal sealed class SmoothedMarket(IMechanism mechanism, Rivalry rivalry, Price price, double[] beta, Device device)
    : IClearing
{
    private readonly Tensor _beta = tensor(beta, dtype: float64, device: device).reshape(-1, 1, 1);

    /// <summary>The market of a mechanism: by kernel where there is one, in tensor operations elsewhere.</summary>
    public static IClearing Open(IMechanism mechanism, Rivalry rivalry, Price price, double[] beta, Device device) =>
        mechanism is FirstPrice && device.type == DeviceType.CPU
            ? new FirstPriceKernel(rivalry, price, beta)
            : new SmoothedMarket(mechanism, rivalry, price, beta, device);

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var b = cat([.. bids], dim: 2);
        var beta = _beta.to(b.dtype);
        var x = rivalry == Rivalry.Softmax ? (beta * b).softmax(2) : (beta * (b - HighestRival(b))).sigmoid();
        var xSlope = beta * x * (1 - x);
        var (p, pSlope) = price == Price.OwnBid ? default : mechanism.MarketPrice(b);
        for (int i = 0; i < signals.Count; i++)
        {
            signals[i].Win.copy_(x.narrow(2, i, 1));
            signals[i].WinSlope.copy_(xSlope.narrow(2, i, 1).unsqueeze(3));
            if (price == Price.OwnBid)
            {
                signals[i].PayOwnBid(bids[i]);
                continue;
            }
            signals[i].Payment.copy_(p);
            signals[i].PaymentSlope.copy_(pSlope.narrow(2, i, 1).unsqueeze(3));
        }
    }

    public void Dispose() => _beta.Dispose();

    /// <summary>m_i = max_{j != i} b_j: the second highest bid for who bids highest, the highest for the
    /// others.</summary>
    private static Tensor HighestRival(Tensor b)
    {
        var (top, _) = b.topk(2, dim: 2);
        var first = top.narrow(2, 0, 1);
        return where(b == first, top.narrow(2, 1, 1), first);
    }
}
