using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Mean quasi-linear utilities of bids for one item, in one pass on the CPU: sums of x (v - p).</summary>
internal static unsafe class MeanPayoff
{
    /// <summary>Whether the pass serves.</summary>
    public static bool Serves(Round round, Outcome outcome) => round.Seat.First.Utility is Utilities.QuasiLinear
        && outcome.Win.device_type == DeviceType.CPU && outcome.Win.dtype == float32
        && outcome.Win.shape[^1] == 1 && outcome.Loss is null && round.Games % VectorMath.Lanes == 0;

    /// <summary>[R C, P], 64-bit.</summary>
    /// <param name="worth">[R, C, B, 1].</param>
    /// <param name="outcome">[R, C, P, B, 1].</param>
    public static Tensor Of(Round round, Tensor worth, Outcome outcome)
    {
        int rows = round.Replicas * round.Members, games = round.Games, variants = (int)outcome.Win.shape[2];
        using var win = outcome.Win.contiguous();
        using var payment = outcome.Payment.contiguous();
        using var values = worth.contiguous();
        var means = empty(rows, variants, dtype: float64);
        for (int row = 0; row < rows; row++)
        {
            int count = round.MemberRows.Counts[row];
            for (int p = 0; p < variants; p++)
            {
                long at = ((long)row * variants + p) * games;
                double sum = Sum((float*)values.DataPointer() + (long)row * games, (float*)win.DataPointer() + at,
                    (float*)payment.DataPointer() + at, count);
                ((double*)means.DataPointer())[(long)row * variants + p] = sum / count;
            }
        }
        return means;
    }

    /// <summary>Blocks of 1,024 games in 32-bit lanes, added up in 64 bits: one order, whatever the machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float* v, float* x, float* p, int count)
    {
        const int Block = 1024;
        double total = 0;
        var lane = Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        for (int start = 0; start < count; start += Block)
        {
            var sum = Vector512<float>.Zero;
            int end = Math.Min(count, start + Block);
            for (int k = start; k < end; k += VectorMath.Lanes)
            {
                var gain = Vector512.Load(x + k) * (Vector512.Load(v + k) - Vector512.Load(p + k));
                var counts = Vector512.LessThan(lane, Vector512.Create(end - k)).AsSingle();
                sum += Vector512.ConditionalSelect(counts, gain, Vector512<float>.Zero);
            }
            total += VectorMath.Sum(sum);
        }
        return total;
    }
}
