using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>A smoothed market against its own difference quotients and against the exact rule, in 64-bit
/// arithmetic.</summary>
internal static class SlopeError
{
    private const double Step = 1e-6;

    /// <summary>The largest difference between d(x_k (w_k - p_k))/db, as the signals have it, and the quotient, over
    /// games in which nobody's exact result changes within a step.</summary>
    /// <param name="bids">[B, N, A] row by row.</param>
    public static double Of(IMechanism rule, ISmoothing form, int bidders, double[] bids)
    {
        using var scope = NewDisposeScope();
        int a = rule.Shape(bidders).Bids, games = bids.Length / bidders / a;
        var here = Clear(rule, form, bidders, bids);
        double largest = 0;
        for (int i = 0; i < bidders; i++)
        {
            for (int k = 0; k < a; k++)
            {
                var (up, down) = (Clear(rule, form, bidders, Moved(i, k, Step)),
                    Clear(rule, form, bidders, Moved(i, k, -Step)));
                // w_k: any numbers will do, so that x and p are tested together.
                Tensor Utility(MarketSignal signal) => (signal.Win * (0.7 - signal.Payment)).select(1, i);
                var quotient = (Utility(up) - Utility(down)) / (2 * Step);
                var slope = (here.WinSlope.select(4, k) * (0.7 - here.Payment)
                    - here.Win * here.PaymentSlope.select(4, k)).select(1, i);
                largest = Math.Max(largest, (quotient - slope).abs().max().item<double>());
            }
        }
        return largest;

        double[] Moved(int bidder, int number, double step)
        {
            var moved = (double[])bids.Clone();
            for (int g = 0; g < games; g++)
            {
                moved[(g * bidders + bidder) * a + number] += step;
            }
            return moved;
        }
    }

    /// <summary>The largest difference in the chances of outcomes, and in the mean payment, from the exact
    /// rule.</summary>
    public static double ToExact(IMechanism rule, ISmoothing form, int bidders, double[] bids)
    {
        using var scope = NewDisposeScope();
        var smooth = Clear(rule, form, bidders, bids);
        var exact = rule.Clear(Games(rule, bidders, bids));
        var win = exact.Win.transpose(1, 2);
        var paid = (smooth.Win * smooth.Payment).sum(3) - exact.Paid().transpose(1, 2);
        return Math.Max((smooth.Win - win).abs().max().item<double>(), paid.abs().max().item<double>());
    }

    private static Tensor Games(IMechanism rule, int bidders, double[] bids)
    {
        int a = rule.Shape(bidders).Bids;
        return tensor(bids, [1, bids.Length / bidders / a, bidders, a]);
    }

    private static MarketSignal Clear(IMechanism rule, ISmoothing form, int bidders, double[] bids)
    {
        var games = Games(rule, bidders, bids);
        using var signal = new Signal(1, bidders, (int)games.shape[1], rule.Shape(bidders), CPU, ScalarType.Float64);
        using var market = form.Open(rule, 1, CPU);
        market.Clear([games.transpose(1, 2).contiguous()], [signal]);
        return signal.Market.Each(tensor => tensor.clone());
    }
}
