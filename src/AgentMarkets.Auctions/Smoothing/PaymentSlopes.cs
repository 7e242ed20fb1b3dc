using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>How the exact rule's payments change with the own bid while the winners stay the same.</summary>
/// <param name="Own">dp_i/db_i, [R, B, N, A]; 0 where nothing is won.</param>
/// <param name="Total">dP/db_i with P the sum of all payments, [R, B, N, A].</param>
public sealed record PaymentSlopes(Tensor Own, Tensor Total)
{
    // Payments of packages are linear between kinks, so the step matters little; it is far above rounding in 64 bits.
    private const double Step = 1e-6;

    /// <summary>Central differences in 64-bit arithmetic; where one side changes who wins, or is below 0, the other
    /// alone.</summary>
    public static PaymentSlopes ByDifferences(IMechanism mechanism, Tensor bids)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var at = bids.to(float64);
        var here = mechanism.Clear(at);
        var paid = here.Paid();
        var (own, total) = (zeros_like(at), zeros_like(at));
        for (long i = 0; i < at.shape[2]; i++)
        {
            for (long a = 0; a < at.shape[3]; a++)
            {
                using var inner = NewDisposeScope();
                var (upOwn, upTotal, up) = Side(i, a, Step);
                var (downOwn, downTotal, down) = Side(i, a, -Step);
                var sides = (up + down).clamp_min(1);
                own.select(2, i).select(2, a).copy_((up * upOwn + down * downOwn) / sides);
                total.select(2, i).select(2, a).copy_((up * upTotal + down * downTotal) / sides);
            }
        }
        return new PaymentSlopes(own.to(bids.dtype).MoveToOuterDisposeScope(),
            total.to(bids.dtype).MoveToOuterDisposeScope());

        // The two difference quotients, and 1 where they count.
        (Tensor Own, Tensor Total, Tensor Counts) Side(long i, long a, double step)
        {
            var moved = at.clone();
            moved.select(2, i).select(2, a).add_(step);
            var counts = (moved.select(2, i).select(2, a) >= 0).to(float64);
            moved.clamp_(min: 0);
            var there = mechanism.Clear(moved);
            counts = counts * (there.Win == here.Win).all(3).all(2).to(float64);
            var change = (there.Paid() - paid) / step;
            return (change.select(2, i), change.sum(2), counts);
        }
    }
}
