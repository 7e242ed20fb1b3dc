using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class FrozenRunTests
{
    public static TheoryData<string> Fields => new("first-price", "bilinear", "contest", "ring", "matrix");

    private static IGradientField Field(string name) => name switch
    {
        "first-price" => new LinearFirstPrice(50, 1, 0.8),
        "bilinear" => new Bilinear(),
        "contest" => new TullockContest(),
        "ring" => new RingContest(11),
        _ => MatrixLogWeights.Shapley(),
    };

    private static Standing Scattered(int rows, int parameters)
    {
        double[] Numbers(double shift) =>
            [.. Enumerable.Range(0, rows * parameters).Select(i => 0.4 + 0.3 * Math.Sin(i + shift))];
        return new(rows, Numbers(0), Numbers(5));
    }

    // Motions take turns over the coordinates.
    private static UpdateRule Turns(int parameters) => new(
        [.. Enumerable.Range(0, parameters).Select(i => (Motion)(i % 3))],
        [.. Enumerable.Range(0, parameters).Select(i => 0.01 + 0.001 * i)],
        [.. Enumerable.Repeat(0.5, parameters)], [.. Enumerable.Repeat(0.7, parameters)]);

    [Theory]
    [MemberData(nameof(Fields))]
    public void RowAlone_IsTheRowInItsBatch(string name)
    {
        using var field = Field(name);
        int p = field.Parameters.Count, k = field.Observables.Count;
        var start = Scattered(7, p);
        ulong[] seeds = Rules.Seeds(7);
        foreach (bool isNoisy in (bool[])[false, true])
        {
            var (together, _) = FrozenRun.Play(field, Turns(p), start, 30, isNoisy ? new(13, seeds, 4) : null);
            foreach (int row in (int[])[0, 3, 6])
            {
                var (alone, _) = FrozenRun.Play(
                    field, Turns(p), start.Take([row]), 30, isNoisy ? new(13, [seeds[row]], 4) : null);
                for (int t = 0; t < 30; t++)
                {
                    Assert.Equal(together.Round(t).Slice(row * k, k).ToArray(), alone.Round(t).ToArray());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void RunInTwoPieces_IsTheRun(string name)
    {
        using var field = Field(name);
        int p = field.Parameters.Count;
        var rule = Turns(p);
        var (whole, end) = FrozenRun.Play(field, rule, Scattered(3, p), 40, new(9, Rules.Seeds(3)));
        var (_, middle) = FrozenRun.Play(field, rule, Scattered(3, p), 25, new(9, Rules.Seeds(3)));
        var (rest, again) = FrozenRun.Play(
            field, rule, middle, 15, new(9, Rules.Seeds(3), 25 * FrozenRun.DrawsOf(rule)));
        Assert.Equal(whole.Part(25, 15).Values, rest.Values);
        Assert.Equal(end.Remembered, again.Remembered);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void SampledGradients_HaveTheExpectedOnesAsTheirMean(string name)
    {
        using var field = Field(name);
        int p = field.Parameters.Count;
        var at = Scattered(1, p).Points;
        var expected = new double[p];
        field.Expected(at, expected);
        double[] drawn = new double[p], sum = new double[p], squares = new double[p];
        // A batch that is no multiple of the lanes: its padding must not count.
        for (int round = 0; round < 2000; round++)
        {
            field.Sampled(at, [7], round, 29, drawn);
            for (int i = 0; i < p; i++)
            {
                sum[i] += drawn[i];
                squares[i] += drawn[i] * drawn[i];
            }
        }
        for (int i = 0; i < p; i++)
        {
            double mean = sum[i] / 2000, error = Math.Sqrt(Math.Max(squares[i] / 2000 - mean * mean, 0) / 2000);
            Assert.Equal(expected[i], mean, 4.5 * error + 1e-12);
        }
    }

    [Fact]
    public void Start_IsLeftAsItWas()
    {
        var start = Rules.At(2, 1, 0);
        FrozenRun.Play(new Bilinear(), Rules.HeavyBall(0.1, 0.5), start, 5);
        Assert.Equal([1, 0, 1, 0], start.Points);
        Assert.Equal(new double[4], start.Remembered);
    }

    [Fact]
    public void MeanGradientOfPlainSteps_IsTheWayGone()
    {
        // x_T - x_0 = step times the sum of the gradients (docs/oscillation.md, 2, D7).
        var field = new LinearFirstPrice();
        var draws = new GradientDraws(16, [5]);
        var (path, end) = FrozenRun.Play(field, Rules.Plain(0.5), Rules.At(1, 0.2, -0.1), 50, draws);
        double sum = 0;
        var gradient = new double[2];
        for (int t = 0; t < 50; t++)
        {
            field.Sampled(t == 0 ? [0.2, -0.1] : path.Round(t - 1), [5], t, 16, gradient);
            sum += gradient[1];
        }
        Assert.Equal((end.Points[1] + 0.1) / 0.5, sum, 1e-12);
    }

    [Fact]
    public void SlowSteps_AreStraight_AndRunOnUntilTheyAreSettled()
    {
        // docs/oscillation.md, 4, case g: equal bidders near the fixed point shrink at a rate of 4.0e-4 a round.
        var field = new LinearFirstPrice();
        var off = NoiseOff.Of(field, Rules.Plain(0.005), Rules.At(2, -0.077, -0.077), 1000, 1e-5);
        Assert.InRange(off.Straightness, 0.999, 1);
        Assert.Equal(4, off.Pieces.Count);
        Assert.Equal(4000, off.Rounds);
        Assert.False(off.Persists);
        Assert.Equal(2, off.Agreeing);
        Rules.Close(Math.Exp(-750 * 0.005 * 0.079846), off.Decay, 2e-3);
    }
}
