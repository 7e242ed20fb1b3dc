using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Core.Tests.Experiments;

public sealed class BootstrapTests
{
    private static readonly StreamKey Draws = Key("draws");

    [Fact]
    public void TwoSeeds_GiveThreeMeansAsOftenAsTwoCoins()
    {
        double[] means = Bootstrap.Means([[0.0], [1.0]], Draws);
        int[] counts = [.. new[] { 0, 0.5, 1 }.Select(mean => means.Count(m => m == mean))];
        Assert.Equal(Bootstrap.Resamples, counts.Sum());
        // 10,000 draws of probability 1/4: a standard deviation of 43.
        Assert.InRange(counts[0], 2500 - 180, 2500 + 180);
        Assert.InRange(counts[2], 2500 - 180, 2500 + 180);
        Assert.Equal((0, 1), Bootstrap.Interval(means));
    }

    [Fact]
    public void SpreadOfMeans_IsThePopulationSpreadOverTheRootOfSeeds()
    {
        // 1, ..., 9 have the population variance (81 - 1) / 12; a mean of nine draws has a ninth of it.
        double[] means = Bootstrap.Means([.. Enumerable.Range(1, 9).Select(x => new[] { (double)x })], Draws);
        double mean = Statistics.Mean(means);
        Assert.Equal(5, mean, 0.04);
        Assert.Equal(80 / 12.0 / 9, means.Average(m => (m - mean) * (m - mean)), 0.04);
    }

    [Fact]
    public void WhatOneSeedGave_IsDrawnTogether() => Assert.Equal([1, (3 * 1 + 9) / 4.0, 9],
        Bootstrap.Means([[1, 0, 2], [9]], Draws).Distinct().Order());

    [Fact]
    public void Interval_LeavesAsMuchBelowAsAbove()
    {
        double[] values = [.. Enumerable.Range(0, 1001).Select(i => 1000.0 - i)];
        var (low, high) = Bootstrap.Interval(values);
        Assert.Equal(25, low, 1e-9);
        Assert.Equal(975, high, 1e-9);
        Assert.Equal(1000, values[0]);
    }

    [Fact]
    public void SameKey_GivesTheSameMeans_AnotherKeyOthers()
    {
        double[][] values = [[1], [2], [4]];
        Assert.Equal(Bootstrap.Means(values, Draws), Bootstrap.Means(values, Draws));
        Assert.NotEqual(Bootstrap.Means(values, Draws), Bootstrap.Means(values, Key("others")));
    }

    /// <remarks>Student's t with N - 1 degrees of freedom within ± 1.96 √((N-1)/N). A thousand trials have a standard
    /// deviation of at most 0.0115.</remarks>
    [Theory]
    [InlineData(5, 0.8455)]
    [InlineData(20, 0.9287)]
    public void IntervalsOfNormalNumbers_HoldTheirMeanAsOftenAsStudentSays(int seeds, double share)
    {
        const int Trials = 1000;
        int held = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            var uniform = new double[2 * seeds];
            new RandomStream(Key("normal"), trial).Uniform(uniform.AsSpan());
            // Box and Muller (1958).
            double[][] normal = [.. Enumerable.Range(0, seeds).Select(i => new[]
            {
                3 + Math.Sqrt(-2 * Math.Log(1 - uniform[2 * i])) * Math.Cos(2 * Math.PI * uniform[2 * i + 1]),
            })];
            var (low, high) = Bootstrap.Interval(Bootstrap.Means(normal, Key($"trial-{trial}"), resamples: 500));
            held += low <= 3 && 3 <= high ? 1 : 0;
        }
        Assert.Equal(share, held / (double)Trials, 0.03);
    }

    private static StreamKey Key(string purpose) => StreamKey.Of(1, new ActorId("test", 1), purpose);
}
