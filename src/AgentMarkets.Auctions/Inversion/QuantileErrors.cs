using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Inversion;

/// <summary>Standard errors of quantiles of recovered values, by drawing whole auctions again (Efron 1979).</summary>
/// <remarks>
/// A quantile moves with the inverse bid function and with the bid that it is taken at, and both with the trimming, so
/// everything is done again for every draw: bandwidth, trimming, inversion. Where values rise in the bid, a quantile of
/// values is the value of a quantile of bids, so each draw costs a few points of the curve and not all. The draws are
/// always the same ones.
/// </remarks>
internal sealed class QuantileErrors(BidSample sample, BidGroup[] groups, double? bandwidth)
{
    /// <summary>The shares of the quantiles that are given.</summary>
    public static readonly double[] Shares = [0.1, 0.25, 0.5, 0.75, 0.9];

    private const int Draws = 200;

    /// <summary>[group][share]; not-a-number where fewer than half of the draws give a value.</summary>
    public double[][] All()
    {
        var drawn = groups.Select(_ => Shares.Select(_ => new List<double>()).ToArray()).ToArray();
        double[] uniform = new double[sample.AuctionCount];
        for (int draw = 0; draw < Draws; draw++)
        {
            new RandomStream(StreamKey.Of(1, new ActorId("auction", 1), "resampling"), draw).Uniform(uniform.AsSpan());
            int[] times = new int[uniform.Length];
            foreach (double u in uniform)
            {
                times[(int)(u * times.Length)]++;
            }
            BidGroup[] again = [.. groups.Select(group => group.Resampled(sample, times))];
            if (RecoveredValues.Inverse(again, sample.BidderCount, bandwidth) is { } inverse)
            {
                Add(again, inverse, drawn);
            }
        }
        return [.. drawn.Select(group => group.Select(Deviation).ToArray())];
    }

    private static void Add(BidGroup[] again, InverseBids inverse, List<double>[][] to)
    {
        for (int g = 0; g < again.Length; g++)
        {
            double[] kept = [.. again[g].Bids.Where(inverse.Keeps)];
            for (int q = 0; q < Shares.Length && kept.Length > 1; q++)
            {
                double value = inverse.At(g, BidDistribution.Quantile(kept, Shares[q])).Value;
                if (double.IsFinite(value))
                {
                    to[g][q].Add(value);
                }
            }
        }
    }

    private static double Deviation(List<double> drawn)
    {
        double mean = drawn.Sum() / drawn.Count;
        return drawn.Count * 2 < Draws
            ? double.NaN
            : Math.Sqrt(drawn.Sum(x => (x - mean) * (x - mean)) / (drawn.Count - 1));
    }
}
