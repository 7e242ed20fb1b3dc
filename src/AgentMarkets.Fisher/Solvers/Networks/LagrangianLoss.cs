using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>How the gradient of the penalty rho/2 (E x - y)^2 is estimated.</summary>
public enum PenaltyEstimator
{
    /// <summary>From two batches, buyer by buyer: MarketFCNet, eq. (5).</summary>
    TwoBatches,

    /// <summary>From the means of two batches.</summary>
    Means,

    /// <summary>From one batch and the mean of the step before.</summary>
    Previous,
}

/// <summary>
/// The augmented Lagrangian of Ma et al. (2024), MarketFCNet, eq. (3), as far as it is a shard's own, with y = Y / n:
/// - E B log u(x) + sum_j lambda_j (E x_j - y_j) + rho/2 sum_j (E x_j - y_j)^2 / y_j^2.
/// </summary>
/// <remarks>
/// docs/fisher.md, 7 and 8. The signal is c = lambda + rho (X - y) / y^2, with X = sum_h omega_h mean_h(x) the mean
/// allocation of all shards in the step before. With <see cref="PenaltyEstimator.Previous"/> the shard's loss is
/// omega_h (- mean_h(B log u) + &lt;c, mean_h(x)&gt;). Otherwise the shard's own part of c,
/// rho omega_h (mean_h - y) / y^2 of the step before, is taken out again and estimated without bias from two batches of
/// this step; what other shards buy is independent of its own batch as it is. One shard alone then has the published
/// loss, with c = lambda.
/// </remarks>
/// <param name="share">omega_h.</param>
/// <param name="perHead">y_j, [m], units.</param>
/// <param name="rho">Money a head.</param>
internal sealed class LagrangianLoss(IUtilityFunction utility, double share, double[] perHead, double rho,
    PenaltyEstimator estimator) : ILearnedLoss
{
    private double[] _logUtility = [];

    public int Batches => estimator == PenaltyEstimator.Previous ? 1 : 2;

    public void Slope(ReadOnlySpan<double> signal, ReadOnlySpan<double> before, BuyerChunk batch,
        ReadOnlySpan<double> allocation, ReadOnlySpan<double> mean, Span<double> slope)
    {
        if (_logUtility.Length < batch.Stride)
        {
            _logUtility = new double[batch.Stride];
        }
        utility.LogUtility(batch, allocation, _logUtility, slope);
        int count = batch.Rows / Batches;
        for (int j = 0; j < batch.Goods; j++)
        {
            double y = perHead[j], own = share * rho / (y * y);
            double cost = estimator == PenaltyEstimator.Previous ? signal[j] : signal[j] - own * (before[j] - y);
            var column = slope.Slice(j * batch.Stride, batch.Rows);
            for (int i = 0; i < count; i++)
            {
                column[i] = share / count * (cost - batch.Budgets[i] * column[i]);
            }
            if (Batches == 2)
            {
                var x = allocation.Slice(j * batch.Stride, batch.Rows);
                AddPenalty(x[..count], x[count..], y, share * own / (2 * count), column[..count], column[count..]);
            }
        }
    }

    /// <summary>The slope of factor sum_i (x_i - y)(x'_i - y), or of factor sum_i (x_i - y) mean(x' - y), by both
    /// batches. Only the first batch has a slope already.</summary>
    private void AddPenalty(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double y, double factor,
        Span<double> toFirst, Span<double> toSecond)
    {
        if (estimator == PenaltyEstimator.TwoBatches)
        {
            for (int i = 0; i < first.Length; i++)
            {
                toFirst[i] += factor * (second[i] - y);
                toSecond[i] = factor * (first[i] - y);
            }
            return;
        }
        double byFirst = factor * (Mean(second) - y);
        foreach (ref double slope in toFirst)
        {
            slope += byFirst;
        }
        toSecond.Fill(factor * (Mean(first) - y));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        return sum / values.Length;
    }
}
