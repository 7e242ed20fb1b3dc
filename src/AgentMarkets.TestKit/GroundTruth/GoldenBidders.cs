using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>The numbers of linear bidders, cases a, c1, c2 and h of docs/oscillation.md, 4.</summary>
/// <param name="replicas">Of every run, a multiple of 64.</param>
public sealed class GoldenBidders(int replicas)
{
    // What the golden numbers without an error of their own were means over.
    private const int Few = 16, Some = 64;
    private static readonly double[] Fixed = FixedPoint.Find(new LinearFirstPrice(), [0, 0]).Point;
    private static readonly double W = LinearFirstPrice.Share(Fixed[0]);

    /// <summary>Case a from theta = 0.9: bias, and what last iterate and averages lose in the exact auction.</summary>
    public IEnumerable<GoldenNumber> ReportsGame()
    {
        var w = Shares(Play(Learner.Adam(0.01), [0.9, 0.9], 2000, 128).Path);
        var window = w.Part(1000, 1000);
        var mean = GoldenNumber.Mean(PerReplica(WindowMean.Of(window)));
        yield return GoldenNumber.Drawn("a", "mean of w, rounds 1001..2000", 0.48024, 0.00012, 5e-6, mean);
        yield return GoldenNumber.Exact("a", "smoothing bias", -0.01953, 5e-6, W - 0.5);
        yield return GoldenNumber.Drawn("a", "dynamics bias", -0.00023, 0.00012, 5e-6, (mean.Mean - W, mean.Error));
        yield return GoldenNumber.Exact("a", "epsilon of the fixed point", 2.544e-4, 5e-8, Epsilon(W, W));
        yield return GoldenNumber.Drawn("a", "epsilon of the last iterate", 3.40e-4, 0.15e-4, 5e-7,
            Epsilon([.. w.Round(1999)]));
        yield return GoldenNumber.Drawn("a", "epsilon of the mean of 1,000 rounds", 2.69e-4, 0.03e-4, 5e-7,
            Epsilon(WindowMean.Of(window)));
        yield return GoldenNumber.Drawn("a", "epsilon of EMA 0.99", 2.85e-4, 0.07e-4, 5e-7,
            Epsilon(Averages.Exponential(w.Part(500, 1500), 0.99)));
        foreach (var (rounds, golden) in new[] { (50, 0.0066), (200, 0.00420), (500, 0.00255), (1000, 0.00189) })
        {
            double[] means = WindowMean.Of(w.Part(500, rounds));
            double centre = means.Average();
            yield return GoldenNumber.Drawn("a", $"sd of the mean of {rounds} rounds", golden, 256,
                rounds == 50 ? 5e-5 : 5e-6,
                GoldenNumber.Root(PerReplica([.. means.Select(x => (x - centre) * (x - centre))])), replicas);
        }
    }

    /// <summary>Case a from its fixed point: spread within 2,000 rounds against the batch, plain steps of 0.5 and Adam
    /// 0.01, their slopes, and Adam's step.</summary>
    public IEnumerable<GoldenNumber> SpreadAgainstBatch(int mostBatch = 2048)
    {
        (int Batch, double Plain, double PlainError, double Adam, double AdamError, double Step)[] table =
        [
            (32, 0.01696, 0.00012, 0.01164, 0.00014, 0.2471), (128, 0.00850, 0.00006, 0.00833, 0.00007, 0.4912),
            (512, 0.00423, 0.00003, 0.00586, 0.00004, 0.9690), (2048, 0.00209, 0.00002, 0.00408, 0.00004, 1.9088),
        ];
        table = [.. table.Where(row => row.Batch <= mostBatch)];
        var (plain, adam) = (new List<(double, double)>(), new List<(double, double)>());
        foreach (var row in table)
        {
            plain.Add(Within(Play(Learner.Gradient(0.5), Fixed, 3000, row.Batch).Path, 1000));
            yield return GoldenNumber.Drawn("a", $"sd of w, SGD 0.5, batch {row.Batch}", row.Plain, row.PlainError,
                5e-6, plain[^1]);
            var run = Play(Learner.Adam(0.01), Fixed, 3000, row.Batch);
            adam.Add(Within(run.Path, 1000));
            yield return GoldenNumber.Drawn("a", $"sd of w, Adam 0.01, batch {row.Batch}", row.Adam, row.AdamError,
                5e-6, adam[^1]);
            yield return GoldenNumber.Drawn("a", $"D of Adam 0.01, batch {row.Batch}", row.Step,
                row.Batch < 2048 ? Some : Few, 5e-5, Step(run.SecondMoments, 0.01), replicas);
        }
        if (mostBatch < 2048)
        {
            yield break;
        }
        double[] logs = [.. table.Select(row => Math.Log(row.Batch))];
        yield return Slope("SGD 0.5", -0.503, [.. table.Select(row => row.PlainError / row.Plain)], plain);
        yield return Slope("Adam 0.01", -0.252, [.. table.Select(row => row.AdamError / row.Adam)], adam);

        GoldenNumber Slope(string learner, double golden, double[] errors, List<(double Mean, double Error)> spreads)
        {
            var (slope, error) = LogSlope.Of(logs, [.. spreads.Select(s => Math.Log(s.Mean))],
                [.. spreads.Select(s => s.Error / s.Mean)]);
            return GoldenNumber.Drawn("a", $"slope of log sd on log batch, {learner}", golden,
                LogSlope.Of(logs, errors, errors).Error, 5e-4, (slope, error));
        }
    }

    /// <summary>Cases c1 and c2: the optimiser rings.</summary>
    public IEnumerable<GoldenNumber> Ringing()
    {
        foreach (var (name, learner, spread, digits, difference, sum) in new[]
        {
            ("c1", Learner.Gradient(0.1, 0.99), 0.0390, 5e-5, 45.4, 71.5),
            ("c2", Learner.Adam(0.08), 0.02341, 5e-6, 24.7, 37.0),
        })
        {
            var run = Play(learner, Fixed, 4000, 128);
            var window = run.Path.Part(2000, 2000);
            yield return GoldenNumber.Drawn(name, "sd of w", spread, Some, digits, Within(run.Path, 2000), replicas);
            foreach (var (mode, sign, golden) in new[] { ("difference", -1, difference), ("sum", 1, sum) })
            {
                yield return GoldenNumber.Drawn(name, $"period of the {mode}'s peak", golden, Some, 0.05,
                    OverParts(window, sign, peak => peak.Period), replicas);
            }
            if (learner.IsAdam)
            {
                yield return GoldenNumber.Drawn(name, "D", 3.68, Some, 5e-3, Step(run.SecondMoments, 0.08), replicas);
                yield return GoldenNumber.Drawn(name, "prominence of the difference's peak", 7.1, Some, 0.05,
                    OverParts(window, -1, peak => peak.Prominence), replicas);
                yield return GoldenNumber.Drawn(name, "prominence of the sum's peak", 3.3, Some, 0.05,
                    OverParts(window, 1, peak => peak.Prominence), replicas);
            }
            yield return GoldenNumber.Drawn(name, "rotation rate", 0, 0, 0,
                GoldenNumber.Mean(RotationRate.Of(window)!.PerReplica));
        }
    }

    /// <summary>Case h: unlike bidders, noise and a small current.</summary>
    public IEnumerable<GoldenNumber> UnlikeBidders()
    {
        var run = Learner.Adam(0.01).Play(new LinearFirstPrice(50, 0.5, 1), Starts([0, -0.7]), 2000, 128, Seeds);
        var window = run.Path.Part(1000, 1000);
        var shares = Shares(window);
        double[] means = WindowMean.Of(shares);
        var spreads = Deviations(shares);
        foreach (var (bidder, mean, error, sd) in new[]
        {
            (0, 0.498280, 0.000090, 0.00759), (1, 0.331463, 0.000059, 0.00551),
        })
        {
            yield return GoldenNumber.Drawn("h", $"mean of w_{bidder + 1}, rounds 1001..2000", mean, error, 5e-7,
                GoldenNumber.Mean([.. means.Where((_, i) => i % 2 == bidder)]));
            yield return GoldenNumber.Drawn("h", $"sd of w_{bidder + 1}", sd, 256, 5e-6,
                GoldenNumber.Mean([.. spreads.Where((_, i) => i % 2 == bidder)]), replicas);
        }
        yield return GoldenNumber.Drawn("h", "rotation rate", 0.0035, 0.0005, 5e-5,
            GoldenNumber.Mean(RotationRate.Of(window)!.PerReplica));
    }

    private ulong[] Seeds => [.. Enumerable.Range(1, replicas).Select(seed => (ulong)seed)];

    private double[] Starts(double[] point) => [.. Enumerable.Range(0, replicas).SelectMany(_ => point)];

    private Learner.Run Play(Learner learner, double[] start, int rounds, int batch) =>
        learner.Play(new LinearFirstPrice(), Starts(start), rounds, batch, Seeds);

    private static Trajectory Shares(Trajectory path) =>
        path with { Values = [.. path.Values.Select(LinearFirstPrice.Share)] };

    // The mean over both bidders: they are not independent.
    private static double[] PerReplica(double[] values) =>
        [.. Enumerable.Range(0, values.Length / 2).Select(r => (values[2 * r] + values[2 * r + 1]) / 2)];

    /// <summary>Standard deviations within a run, [R, K].</summary>
    private static double[] Deviations(Trajectory window)
    {
        var centred = WindowMean.Subtract(window);
        var squares = new double[window.Replicas * window.Observables];
        for (int i = 0; i < centred.Values.Length; i++)
        {
            squares[i % squares.Length] += centred.Values[i] * centred.Values[i] / window.Rounds;
        }
        return [.. squares.Select(Math.Sqrt)];
    }

    private static (double, double) Within(Trajectory path, int dropped) => GoldenNumber.Root(PerReplica(
        [.. Deviations(Shares(path.Part(dropped, path.Rounds - dropped))).Select(sd => sd * sd)]));

    /// <summary>rate / sqrt(v), v the mean over replicas.</summary>
    private static (double, double) Step(double[] secondMoments, double rate)
    {
        var v = OverReplicas.Of(PerReplica(secondMoments));
        double step = rate / Math.Sqrt(v.Mean);
        return (step, step * v.Error / v.Mean / 2);
    }

    /// <summary>The mean over as many replicas as the golden number has; its error from how parts of sixteen differ, as
    /// the highest bin of a broad peak jumps.</summary>
    private (double, double) OverParts(Trajectory window, int sign, Func<Peak, double> number)
    {
        double[] Parts(int of) => [.. Enumerable.Range(0, replicas / of)
            .Select(part => number(Peak.Of(Periodogram.Of(Mode(window, sign, part * of, of)))))];
        return (Parts(Math.Min(Some, replicas)).Average(), GoldenNumber.Mean(Parts(Few)).Error);
    }

    // The sum or difference of both bidders, of some replicas.
    private static Trajectory Mode(Trajectory window, int sign, int first, int count)
    {
        var mode = new Trajectory(window.Rounds, count, 1);
        for (int i = 0; i < mode.Values.Length; i++)
        {
            var (t, r) = (i / count, first + i % count);
            mode.Values[i] = window[t, r, 0] + sign * window[t, r, 1];
        }
        return mode;
    }

    private static (double, double) Epsilon(double[] shares) => GoldenNumber.Mean(
        [.. Enumerable.Range(0, shares.Length / 2).Select(r => Epsilon(shares[2 * r], shares[2 * r + 1]))]);

    /// <summary>The larger gain of a best response, in the exact auction.</summary>
    private static double Epsilon(double first, double second) => Math.Max(Loss(first, second), Loss(second, first));

    /// <remarks>Against w' v' a bid of b wins with probability min(1, b/w'); the best one is min(v/2, w').</remarks>
    private static double Loss(double own, double rival)
    {
        double reach = Math.Min(1, rival / own), half = Math.Min(1, 2 * rival);
        double paid = (1 - own) * (own / rival * reach * reach * reach / 3 + (1 - reach * reach) / 2);
        double best = half * half * half / (12 * rival) + (1 - half * half) / 2 - rival * (1 - half);
        return best - paid;
    }
}
