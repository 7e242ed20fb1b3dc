using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Many bids of one bidder against the same rivals, for one item, in one pass over the bids on the CPU; the
/// definition is <see cref="OneItem.Vary"/>'s in tensor operations.</summary>
/// <remarks>What the rivals bid is looked at once: their highest bid m, and what a bid equal to it gets.</remarks>
internal static unsafe class ItemVariation
{
    /// <summary>Whether the pass serves: 32-bit numbers on the CPU in whole vectors, and no lots to draw.</summary>
    public static bool Serves(OneItem rule, Tensor own, Tensor? lots) => own.device_type == DeviceType.CPU
        && own.dtype == float32 && own.shape[2] % VectorMath.Lanes == 0 && (lots is null || !rule.DrawsLots)
        && rule is { Price: { Own: 1, Second: 0, Third: 0 }, Options.EntryFee: 0 };

    /// <summary>Bids are payments, so nothing but the wins is written.</summary>
    /// <inheritdoc cref="IMechanism.Vary"/>
    public static Outcome Of(OneItem rule, int bidder, Tensor bids, Tensor own)
    {
        var (replicas, variants, games, n) = ((int)own.shape[0], (int)own.shape[1], (int)own.shape[2],
            (int)bids.shape[2]);
        var win = empty(own.shape, dtype: float32);
        using var scope = NewDisposeScope();
        // [R, N, B], which is how the auctioneer has them.
        var all = bids.squeeze(-1).transpose(1, 2).contiguous();
        var (highest, share) = (new float[games], new float[games]);
        using var tried = own.contiguous();
        fixed (float* m = highest, s = share)
        {
            for (int r = 0; r < replicas; r++)
            {
                Rivals(rule, bidder, (float*)all.DataPointer() + r * n * games, n, games, m, s);
                for (int p = 0; p < variants; p++)
                {
                    long at = ((long)r * variants + p) * games;
                    Wins(rule.Options, (float*)tried.DataPointer() + at, m, s, games, (float*)win.DataPointer() + at);
                }
            }
        }
        return new Outcome(win, own, rule.Price.LosersPay ? own : null);
    }

    private static void Rivals(OneItem rule, int bidder, float* bids, int n, int games, float* highest, float* share)
    {
        for (int k = 0; k < games; k++)
        {
            float top = float.NegativeInfinity;
            int tied = 0, lowest = 0;
            for (int j = 1; j <= n; j++)
            {
                float bid = j == bidder ? float.NegativeInfinity : bids[(j - 1) * games + k];
                bool ties = bid == top && j != bidder;
                (top, tied, lowest) = bid > top ? (bid, 1, j) : (top, ties ? tied + 1 : tied, lowest);
            }
            highest[k] = top;
            share[k] = (float)rule.ShareOfTie(bidder, tied, lowest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wins(ItemOptions options, float* bids, float* highest, float* share, int games, float* win)
    {
        var reserve = Vector512.Create((float)options.Reserve);
        for (int k = 0; k < games; k += VectorMath.Lanes)
        {
            var b = Vector512.Load(bids + k);
            var m = Vector512.Load(highest + k);
            var x = Vector512.ConditionalSelect(Vector512.GreaterThan(b, m), Vector512<float>.One,
                Vector512.Equals(b, m) & Vector512.Load(share + k));
            var canWin = Vector512.GreaterThanOrEqual(b, reserve)
                & (options.ZeroWins
                    ? Vector512.GreaterThanOrEqual(b, Vector512<float>.Zero)
                    : Vector512.GreaterThan(b, Vector512<float>.Zero));
            (canWin & x).Store(win + k);
        }
    }
}
