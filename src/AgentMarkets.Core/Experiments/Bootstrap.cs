using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Experiments;

/// <summary>The percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, chapter 13) of a mean, over seeds: what
/// one seed gave, whatever its settings, is drawn or left out together, because it came of the same draws.</summary>
/// <remarks>Of few seeds the interval is too narrow. The mean of N normal numbers has about the bootstrap interval
/// mean ± 1.96 s √((N-1)/N) / √N, which holds the truth as often as Student's t with N - 1 degrees of freedom lies
/// within ± 1.96 √((N-1)/N): 84.6 % of the times with 5 seeds, 90.4 % with 10, 92.9 % with 20.</remarks>
public static class Bootstrap
{
    public const int Resamples = 10_000;

    public const double Confidence = 0.95;

    /// <summary>The mean over all values, once for each resample of the seeds.</summary>
    /// <param name="bySeed">[N][]: the values of each seed, at least one each.</param>
    /// <param name="key">Of the draws: the same key, seeds and values give the same means.</param>
    /// <returns>[<paramref name="resamples"/>], in the order drawn.</returns>
    public static double[] Means(IReadOnlyList<double[]> bySeed, StreamKey key, int resamples = Resamples)
    {
        double[] sums = [.. bySeed.Select(values => Statistics.Mean(values) * values.Length)];
        var draws = new double[sums.Length];
        var means = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            new RandomStream(key, b).Uniform(draws.AsSpan());
            double sum = 0;
            long count = 0;
            foreach (double draw in draws)
            {
                int seed = (int)(draw * sums.Length);
                sum += sums[seed];
                count += bySeed[seed].Length;
            }
            means[b] = sum / count;
        }
        return means;
    }

    /// <summary>What holds <see cref="Confidence"/> of the resamples, with as many below as above.</summary>
    /// <param name="resampled">In any order; stays as it is.</param>
    public static (double Low, double High) Interval(IReadOnlyList<double> resampled)
    {
        double[] sorted = [.. resampled];
        return (Statistics.Quantile(sorted, (1 - Confidence) / 2), Statistics.Quantile(sorted, (1 + Confidence) / 2));
    }
}
