using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

public sealed class PeakTests
{
    [Fact]
    public void TheOrdinatesOfAWindowAddUpToItsTaperedVariance()
    {
        // Parseval, both tapers and the odd length: sum over all bins of |y-hat|^2 = n sum y^2, two-sided.
        foreach (int rounds in new[] { 100, 101 })
        {
            Trajectory path = Paths.White(rounds, 8, 1, 3);
            Periodogram spectrum = Periodogram.Of(path);
            double[] taper = Periodogram.Taper(rounds);
            Trajectory centred = WindowMean.Subtract(path);
            for (int r = 0; r < 8; r++)
            {
                double[] tapered = [.. Enumerable.Range(0, rounds).Select(t => taper[t] * centred[t, r, 0])];
                double zero = Math.Pow(tapered.Sum(), 2), sum = 2 * spectrum[r, 0].ToArray().Sum();
                double nyquist = rounds % 2 == 0 ? spectrum[r, 0][^1] : 0;
                double scale = taper.Sum(h => h * h);
                Assert.Equal(rounds * tapered.Sum(x => x * x), (sum - nyquist) * scale + zero, 1e-8 * rounds * rounds);
            }
        }
    }

    [Fact]
    public void WelchTakesSevenQuartersBelowEightReplicas()
    {
        Assert.Equal((250, 7), (Periodogram.Of(Paths.White(1000, 7, 1, 1)).Length,
            Periodogram.Of(Paths.White(1000, 7, 1, 1)).Segments));
        Assert.Equal((1000, 1), (Periodogram.Of(Paths.White(1000, 8, 1, 1)).Length,
            Periodogram.Of(Paths.White(1000, 8, 1, 1)).Segments));
    }

    [Theory]
    [InlineData(37.0)]
    [InlineData(100.0)]
    [InlineData(5.3)]
    public void ASineInNoisePeaksAtItsPeriod(double period)
    {
        Trajectory noise = Paths.White(1000, 16, 2, 5);
        Trajectory sine = Paths.Of(1000, 16, 2, (t, r, k) =>
            noise[t, r, k] + (k == 1 ? 2 * Math.Sin(Math.Tau * t / period + r) : 0));

        Peak peak = Peak.Of(Periodogram.Of(sine));

        Assert.InRange(peak.Period, 0.98 * period, 1.02 * period);
        Assert.True(peak.Lower > 2, $"lower limit {peak.Lower}");
        // The second coordinate, or the larger of the two principal components, which is nearly the same.
        Assert.Contains(peak.Column, new[] { 1, 3 });
    }

    [Fact]
    public void FlipsOfPeriodTwoPeakInTheLastBin()
    {
        Trajectory noise = Paths.White(1000, 16, 1, 6);
        Peak peak = Peak.Of(Periodogram.Of(
            Paths.Of(1000, 16, 1, (t, r, _) => 0.2 * noise[t, r, 0] + (t % 2 == 0 ? 1 : -1))));

        Assert.Equal(500, peak.Bin);
        Assert.Equal(2, peak.Period, 0.01);
        Assert.True(peak.Lower > 2);
    }

    [Fact]
    public void OnlyTheDifferenceOfTwoCoordinatesCyclesAndAPrincipalComponentShowsIt()
    {
        // Independent wandering of the sum hides the cycle from both coordinates.
        Trajectory noise = Paths.Linear(1000, 16, new[,] { { 0.98, 0.0 }, { 0.0, 0.0 } }, 8);
        Trajectory hidden = Paths.Of(1000, 16, 2, (t, r, k) => 6 * noise[t, r, 0]
            + (k == 0 ? 1 : -1) * (noise[t, r, 1] + 2 * Math.Sin(Math.Tau * t / 40 + r)));

        Peak peak = Peak.Of(Periodogram.Of(hidden));

        Assert.InRange(peak.Column, 2, 3);
        Assert.Equal(40, peak.Period, 0.5);
    }

    [Fact]
    public void ThreeCyclesDoNotFit()
    {
        Peak peak = Peak.Of(Periodogram.Of(
            Paths.Of(1000, 8, 1, (t, r, _) => Math.Sin(Math.Tau * t / 1000 * 2 + r))));

        Assert.True(peak.Lower < 1, $"prominence {peak.Prominence}");
    }

    [Theory]
    // Quantiles of the prominence that docs/oscillation.md, 5 gives for 16 replicas; the lower limit never reaches 2.
    [InlineData(0.0, 2.435, 1.265)]
    [InlineData(0.9, 2.115, 1.141)]
    [InlineData(0.98, 0.529, 0.236)]
    public void WithoutACycleNoLowerLimitReachesTwo(double phi, double prominence99, double lower99)
    {
        const int Runs = 60;
        double[] heights = new double[Runs], lower = new double[Runs];
        for (int run = 0; run < Runs; run++)
        {
            Peak peak = Peak.Of(Periodogram.Of(
                Paths.Linear(1000, 16, new[,] { { phi } }, (ulong)(1000 * phi + 7919 * run))));
            (heights[run], lower[run]) = (peak.Prominence, peak.Lower);
        }

        Assert.All(lower, l => Assert.InRange(l, 0, 1.8));
        // 0.6 of 60 exceed a 99 % quantile; more than five with probability 4e-5.
        Assert.InRange(heights.Count(h => h > prominence99), 0, 5);
        Assert.InRange(lower.Count(l => l > lower99), 0, 5);
        Assert.True(heights.Max() > prominence99 / 2);
    }

    [Fact]
    public void TheJackknifeErrorIsThatOfRepeatedRuns()
    {
        const int Runs = 60;
        Peak[] peaks = [.. Enumerable.Range(0, Runs).Select(run => Peak.Of(Periodogram.Of(
            Paths.Linear(1000, 16, Paths.Spiral(0.97, Math.Tau / 50), (ulong)run))))];
        double[] logs = [.. peaks.Select(p => Math.Log(p.Prominence))];
        double mean = logs.Average(), sd = Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (Runs - 1));

        Assert.InRange(peaks.Average(p => p.LogError) / sd, 0.6, 1.7);
        Assert.All(peaks, p => Assert.True(p.Lower > 2));
    }

    [Fact]
    public void TheNullOfMemoryIsNotExceededByMemory()
    {
        StreamKey key = StreamKey.Of(1, new ActorId("test", 1), "null");
        int unlikely = 0;
        double phi = 0;
        for (int run = 0; run < 20; run++)
        {
            Trajectory path = Paths.Linear(1000, 16, new[,] { { 0.9 } }, (ulong)(500 + run));
            Periodogram spectrum = Periodogram.Of(path);
            var none = AutoregressiveNull.Of(path, spectrum, Peak.Of(spectrum), key, 100);
            unlikely += none.P < 0.1 ? 1 : 0;
            phi += none.Phi / 20;
            double[] smooth = Periodogram.Smooth(spectrum.Mean(0));
            int outside = Enumerable.Range(0, spectrum.Bins).Count(b =>
                smooth[b] < none.Low[b] || smooth[b] > none.High[b]);
            Assert.InRange(outside, 0, 40);
            Assert.All(none.Expected, (s, b) => Assert.InRange(s, none.Low[b] * 0.9, none.High[b] * 1.1));
        }
        // Standard error of the mean of phi: sqrt((1 - phi^2)/(20 * 16 * 1000)) = 0.0008.
        Assert.Equal(0.9, phi, 0.0032);
        // Two of twenty; more than seven with probability 4e-4.
        Assert.InRange(unlikely, 0, 7);
    }

    [Fact]
    public void TheNullOfMemoryIsExceededByACycleAndIsTheSameEveryTime()
    {
        StreamKey key = StreamKey.Of(1, new ActorId("test", 1), "null");
        Trajectory path = Paths.Linear(1000, 16, Paths.Spiral(0.97, Math.Tau / 50), 4);
        Periodogram spectrum = Periodogram.Of(path);
        Peak peak = Peak.Of(spectrum);

        var none = AutoregressiveNull.Of(path, spectrum, peak, key);
        var again = AutoregressiveNull.Of(path, spectrum, peak, key);

        Assert.Equal(1.0 / 301, none.P, 1e-12);
        Assert.Equal(1 - Math.Pow(300.0 / 301, 4), none.PSearched, 1e-12);
        Assert.True(spectrum.Mean(0)[19] > none.High[19]);
        Assert.Equal(none.High, again.High);
    }

    [Theory]
    [InlineData(50, 0.159538)]
    [InlineData(100, 0.088819)]
    [InlineData(250, 0.039841)]
    [InlineData(500, 0.021442)]
    public void FishersCriticalValues(int ordinates, double value) =>
        Assert.Equal(value, FishersG.Critical(0.01, ordinates), 5e-7);

    [Fact]
    public void FishersGFindsASineAndNotNoise()
    {
        double[] noise = Paths.White(401, 1, 1, 12).Values;
        FishersG none = FishersG.Of(noise);
        FishersG sine = FishersG.Of([.. noise.Select((x, t) => x + Math.Sin(Math.Tau * t * 20 / 401))]);

        Assert.Equal(200, none.Ordinates);
        Assert.True(none.P > 0.01, $"p {none.P}");
        Assert.True(sine.P < 1e-6, $"p {sine.P}");
        Assert.Equal(1, FishersG.Exceeding(0.005, 500));
        Assert.Equal(0, FishersG.Of(new double[50]).G);
    }
}
