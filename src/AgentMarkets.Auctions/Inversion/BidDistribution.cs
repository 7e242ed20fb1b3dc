using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Inversion;

/// <summary>The distribution of a bidder's bids, estimated from a sample: the share G of bids up to b, and their
/// density g by the triweight kernel.</summary>
/// <remarks>docs/inversion.md, 1: <c>G(b) = #{b_j &lt;= b}/n</c>, <c>g(b) = 1/(n h) sum_j K((b - b_j)/h)</c>,
/// <c>K(u) = 35/32 (1 - u^2)^3</c> on <c>|u| &lt;= 1</c>.</remarks>
public sealed class BidDistribution
{
    private const double KernelHeight = 35.0 / 32;
    private const int Lanes = 8;

    private readonly double[] _bids;

    /// <param name="bids">[n], ascending; not copied.</param>
    /// <param name="bandwidth">h, in money, above 0.</param>
    public BidDistribution(double[] bids, double bandwidth)
    {
        _bids = bids;
        Bandwidth = bandwidth;
    }

    public double Bandwidth { get; }

    public ReadOnlySpan<double> Bids => _bids;

    /// <summary>From here on the whole kernel is inside the sample: below, its density is biased.</summary>
    public double Low => _bids[0] + Bandwidth;

    /// <inheritdoc cref="Low"/>
    public double High => _bids[^1] - Bandwidth;

    /// <summary>Silverman's (1986) rule of thumb, carried to the triweight kernel (Haerdle 1991):
    /// <c>h = 1.06 * 2.978 * min(std, IQR/1.349) * n^(-1/5)</c>.</summary>
    /// <param name="bids">[n], ascending, n at least 2.</param>
    /// <returns>0 where the bids, or their middle half, are all the same.</returns>
    public static double RuleOfThumb(ReadOnlySpan<double> bids)
    {
        double sum = 0, squares = 0;
        foreach (double bid in bids)
        {
            sum += bid;
        }
        double mean = sum / bids.Length;
        foreach (double bid in bids)
        {
            squares += (bid - mean) * (bid - mean);
        }
        double deviation = Math.Sqrt(squares / (bids.Length - 1));
        double quartiles = Quantile(bids, 0.75) - Quantile(bids, 0.25);
        return 1.06 * 2.978 * Math.Min(deviation, quartiles / 1.349) * Math.Pow(bids.Length, -0.2);
    }

    /// <summary>The quantile of ascending numbers, by linear interpolation.</summary>
    public static double Quantile(ReadOnlySpan<double> ascending, double share)
    {
        double place = share * (ascending.Length - 1);
        int below = Math.Min((int)place, Math.Max(0, ascending.Length - 2));
        double above = ascending[Math.Min(below + 1, ascending.Length - 1)];
        return ascending[below] + (place - below) * (above - ascending[below]);
    }

    /// <summary>g(b)/G(b), the reverse hazard rate of the bids, and the variance of this estimate.</summary>
    /// <remarks>
    /// g/G is a ratio of two sample means, of <c>k_j = K((b - b_j)/h)/h</c> and of <c>1_j = 1{b_j &lt;= b}</c>, so by
    /// the delta method (docs/inversion.md, 3) with <c>r = g/G</c>
    /// <code>
    /// Var r = 1/(n G)^2 sum_j (k_j - r 1_j)^2 = 1/(n G^2) (mean k^2 - 2 r mean(k 1) + r^2 G)
    /// </code>
    /// </remarks>
    /// <returns>Not-a-number where no bid is as low as b.</returns>
    public (double Rate, double Variance) ReverseHazard(double b)
    {
        // Only bids nearer than h count, so the sums run over a window of the sorted bids, in two parts: up to b, and
        // above.
        int upToB = CountUpTo(b);
        int first = CountUpTo(b - Bandwidth), last = CountUpTo(b + Bandwidth);
        var (low, lowSquares) = KernelSums(b, first, upToB);
        var (high, highSquares) = KernelSums(b, upToB, last);
        double n = _bids.Length, height = KernelHeight / Bandwidth;
        double G = upToB / n, g = height * (low + high) / n;
        double r = g / G;
        double squares = height * height * (lowSquares + highSquares) / n, below = height * low / n;
        // Rounding may leave a little below 0 where all terms cancel.
        return (r, Math.Max(0, (squares - 2 * r * below + r * r * G) / (n * G * G)));
    }

    /// <summary>The number of bids of at most b.</summary>
    public int CountUpTo(double b) => Ascending.Count(_bids, b, orEqual: true);

    /// <summary>The sums of <c>(1 - u^2)^3</c> and of its squares over some bids, all nearer to b than h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Sum, double Squares) KernelSums(double b, int from, int to)
    {
        double sum = 0, squares = 0, scale = 1 / Bandwidth;
        int j = from;
        if (to - from >= Lanes)
        {
            var (sums, squareSums) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (; j + Lanes <= to; j += Lanes)
            {
                var u = (Vector512.Create(b) - Vector512.Create<double>(_bids.AsSpan(j, Lanes))) * scale;
                var w = Vector512<double>.One - u * u;
                var cube = w * w * w;
                sums += cube;
                squareSums += cube * cube;
            }
            // Lane by lane, so that the order of the sum is that of every machine.
            for (int lane = 0; lane < Lanes; lane++)
            {
                sum += sums.GetElement(lane);
                squares += squareSums.GetElement(lane);
            }
        }
        for (; j < to; j++)
        {
            double u = (b - _bids[j]) * scale, w = 1 - u * u, cube = w * w * w;
            sum += cube;
            squares += cube * cube;
        }
        return (sum, squares);
    }
}
