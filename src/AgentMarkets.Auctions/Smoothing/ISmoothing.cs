using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>How the exact allocation, a step in the bids, becomes one with a useful gradient; for learning
/// only.</summary>
[Kind("smoothing", "smoothings")]
public interface ISmoothing
{
    /// <summary>The smoothed market of a mechanism, for all replicas.</summary>
    IClearing Open(IMechanism mechanism, int replicas, Device device);
}

/// <summary>A smoothed market: bids in, signals out.</summary>
public interface IClearing : IDisposable
{
    /// <param name="bids">A tensor a bidder, [R, B, 1].</param>
    /// <param name="signals">Written in place, one a bidder; may refer to the bids.</param>
    void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals);
}

/// <summary>The numbers of a <see cref="ClearingSignal"/>, kept by the auctioneer from round to round.</summary>
public sealed class Signal : IDisposable
{
    private readonly Tensor _payment;
    private bool _isOwnBid;

    public Signal(int replicas, int rows, Device device, ScalarType dtype = ScalarType.Float32)
    {
        Win = zeros([replicas, rows, 1], dtype: dtype, device: device);
        WinSlope = zeros([replicas, rows, 1, 1], dtype: dtype, device: device);
        Payment = _payment = zeros([replicas, rows, 1], dtype: dtype, device: device);
        PaymentSlope = zeros([replicas, rows, 1, 1], dtype: dtype, device: device);
    }

    /// <summary>x, [R, B, 1].</summary>
    public Tensor Win { get; }

    /// <summary>dx/db, [R, B, 1, 1].</summary>
    public Tensor WinSlope { get; }

    /// <summary>p, [R, B, 1].</summary>
    public Tensor Payment { get; private set; }

    /// <summary>dp/db, [R, B, 1, 1].</summary>
    public Tensor PaymentSlope { get; }

    /// <summary>p = b, dp/db = 1: the bids themselves stand for the payments, and nothing is written.</summary>
    public void PayOwnBid(Tensor bids)
    {
        Payment = bids;
        if (!_isOwnBid)
        {
            _isOwnBid = true;
            PaymentSlope.fill_(1);
        }
    }

    public ClearingSignal Of(long round) => new(round, Win, Payment, WinSlope, PaymentSlope);

    public void Dispose()
    {
        Win.Dispose();
        WinSlope.Dispose();
        _payment.Dispose();
        PaymentSlope.Dispose();
    }
}
