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
public sealed class Signal(int replicas, int rows, Device device, ScalarType dtype = ScalarType.Float32) : IDisposable
{
    /// <summary>x, [R, B, 1].</summary>
    public Tensor Win { get; } = zeros([replicas, rows, 1], dtype: dtype, device: device);

    /// <summary>dx/db, [R, B, 1, 1].</summary>
    public Tensor WinSlope { get; } = zeros([replicas, rows, 1, 1], dtype: dtype, device: device);

    /// <summary>p, [R, B, 1].</summary>
    public Tensor Payment { get; } = zeros([replicas, rows, 1], dtype: dtype, device: device);

    /// <summary>dp/db, [R, B, 1, 1].</summary>
    public Tensor PaymentSlope { get; } = zeros([replicas, rows, 1, 1], dtype: dtype, device: device);

    public ClearingSignal Of(long round) => new(round, Win, Payment, WinSlope, PaymentSlope);

    public void Dispose()
    {
        Win.Dispose();
        WinSlope.Dispose();
        Payment.Dispose();
        PaymentSlope.Dispose();
    }
}
