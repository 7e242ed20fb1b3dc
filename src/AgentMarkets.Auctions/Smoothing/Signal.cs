using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The numbers of a <see cref="ClearingSignal"/> of one actor, kept by the auctioneer from round to
/// round.</summary>
public sealed class Signal : IDisposable
{
    private readonly Tensor _payment;
    private Tensor? _loss;
    private bool _isOwnBid;
    private bool _losesOwnBid;

    public Signal(int replicas, int members, int rows, GameShape shape, Device device,
        ScalarType dtype = ScalarType.Float32)
    {
        long k = shape.Outcomes, a = shape.Bids;
        Tensor Zeros(params long[] last) =>
            zeros([replicas, members, rows, .. last], dtype: dtype, device: device).DetachFromDisposeScope();
        Win = Zeros(k);
        WinSlope = Zeros(k, a);
        Payment = _payment = Zeros(k);
        PaymentSlope = Zeros(k, a);
    }

    /// <summary>x, [R, C, B, K].</summary>
    public Tensor Win { get; }

    /// <summary>dx/db, [R, C, B, K, A].</summary>
    public Tensor WinSlope { get; }

    /// <summary>p, [R, C, B, K].</summary>
    public Tensor Payment { get; private set; }

    /// <summary>dp/db, [R, C, B, K, A].</summary>
    public Tensor PaymentSlope { get; }

    /// <summary>q, [R, C, B, 1], and dq/db, [R, C, B, 1, A]; nothing where losers do not pay.</summary>
    public (Tensor Loss, Tensor Slope)? Loss { get; private set; }

    public MarketSignal Market => new(Win, Payment, Loss?.Loss, WinSlope, PaymentSlope, Loss?.Slope);

    /// <summary>Writes the numbers of a market, in which the bidders of all actors stand side by side, to the signal
    /// of each actor.</summary>
    /// <param name="market">As those of the signals, with all N bidders in place of C.</param>
    public static void Write(IReadOnlyList<Signal> signals, MarketSignal market)
    {
        WriteWins(signals, market.Win, market.WinSlope);
        WritePayments(signals, market.Payment, market.PaymentSlope);
        if (market.Loss is not null)
        {
            Apart(signals, (signal, mine) => signal.SetLoss(mine(market.Loss), mine(market.LossSlope!)));
        }
    }

    /// <summary>The same of x, [R, N, B, K], and dx/db, [R, N, B, K, A], alone.</summary>
    public static void WriteWins(IReadOnlyList<Signal> signals, Tensor win, Tensor slope) =>
        Apart(signals, (signal, mine) =>
        {
            signal.Win.copy_(mine(win));
            signal.WinSlope.copy_(mine(slope));
        });

    /// <summary>The same of p, [R, N, B, K], and dp/db, [R, N, B, K, A], alone.</summary>
    public static void WritePayments(IReadOnlyList<Signal> signals, Tensor payment, Tensor slope) =>
        Apart(signals, (signal, mine) =>
        {
            signal.Payment.copy_(mine(payment));
            signal.PaymentSlope.copy_(mine(slope));
        });

    /// <summary>p = b, dp/db = 1: the bids themselves stand for the payments, and nothing is written. One
    /// item.</summary>
    public void PayOwnBid(Tensor bids)
    {
        Payment = bids;
        if (!_isOwnBid)
        {
            _isOwnBid = true;
            PaymentSlope.fill_(1);
        }
    }

    /// <summary>q = b, dq/db = 1: likewise for who wins nothing.</summary>
    public void LoseOwnBid(Tensor bids)
    {
        if (!_losesOwnBid)
        {
            _losesOwnBid = true;
            _loss = ones_like(WinSlope.narrow(3, 0, 1)).DetachFromDisposeScope();
        }
        Loss = (bids, _loss!);
    }

    /// <summary>Writes q and dq/db.</summary>
    public void SetLoss(Tensor loss, Tensor slope)
    {
        if (Loss is not { } kept)
        {
            Loss = (loss.clone().DetachFromDisposeScope(), slope.clone().DetachFromDisposeScope());
            return;
        }
        kept.Loss.copy_(loss);
        kept.Slope.copy_(slope);
    }

    public void Dispose()
    {
        Win.Dispose();
        WinSlope.Dispose();
        _payment.Dispose();
        PaymentSlope.Dispose();
        _loss?.Dispose();
        if (!_losesOwnBid)
        {
            Loss?.Loss.Dispose();
            Loss?.Slope.Dispose();
        }
    }

    /// <summary>Goes over the signals with what takes each one's bidders out of the numbers of all.</summary>
    private static void Apart(IReadOnlyList<Signal> signals, Action<Signal, Func<Tensor, Tensor>> write)
    {
        long first = 0;
        foreach (var signal in signals)
        {
            var (start, members) = (first, signal.Win.shape[1]);
            write(signal, all => all.narrow(1, start, members));
            first += members;
        }
    }
}
