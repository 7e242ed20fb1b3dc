using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>The numbers of contests that turn under noise, cases e1 and e2 of docs/oscillation.md, 4.</summary>
/// <param name="replicas">Of every run.</param>
public sealed class GoldenContests(int replicas)
{
    // What golden numbers without an error of their own were means over.
    private const int FavouriteReplicas = 128, RingReplicas = 64;

    /// <summary>Case e1: noise keeps a damped rotation going.</summary>
    public IEnumerable<GoldenNumber> Favourite()
    {
        var field = new TullockContest();
        var window = Learner.Gradient(0.02).Play(field, Starts(field.Equilibrium), 6000, 32, Seeds).Path
            .Part(2000, 4000);
        var squares = WindowMean.Subtract(window);
        foreach (var (player, golden) in new[] { (0, 0.00958), (1, 0.00293) })
        {
            double[] variances = [.. Enumerable.Range(0, replicas).Select(r => Enumerable.Range(0, window.Rounds)
                .Sum(t => squares[t, r, player] * squares[t, r, player]) / window.Rounds)];
            yield return GoldenNumber.Drawn("e1", $"sd of x_{player + 1}", golden, FavouriteReplicas, 5e-6,
                GoldenNumber.Root(variances), replicas);
        }
        var rotation = RotationRate.Of(window)!;
        yield return GoldenNumber.Drawn("e1", "rotation rate", -0.0869, 0.0003, 5e-5,
            (rotation.Rate.Mean, rotation.Rate.Error));
        yield return GoldenNumber.Drawn("e1", "the same of permuted replicas", 0, 0.0005, 5e-5,
            (rotation.NullMean!.Value, rotation.NullError!.Value));
        var peak = Peak.Of(Periodogram.Of(window));
        yield return GoldenNumber.Drawn("e1", "prominence", 16.6, 1.3, 0.05,
            (peak.Prominence, peak.Prominence * peak.LogError));
        var radius = RadiusSpread.Of(WhitenedPlane.Of(window)!);
        yield return GoldenNumber.Drawn("e1", "radius, coefficient of variation", 0.522, FavouriteReplicas, 5e-4,
            (radius.Variation, radius.Error), replicas);
    }

    /// <summary>Case e2: a limit cycle, and noise on it.</summary>
    public IEnumerable<GoldenNumber> Ring()
    {
        var field = new RingContest();
        double[] start = [.. field.Equilibrium.Zip([0.3, -0.1, 0.0], (x, by) => x + by)];
        var window = Learner.Gradient(0.7).Play(field, Starts(start), 6000, 32, Seeds).Path.Part(2000, 4000);
        yield return GoldenNumber.Drawn("e2", "rms movement", 1.1380, RingReplicas, 5e-5,
            GoldenNumber.Mean(Movement.Of(window)), replicas);
        var seen = SwirlPlane.Of(Jacobian.Of(field, field.Equilibrium)).See(window);
        var plane = WhitenedPlane.Of(seen)!;
        var radius = RadiusSpread.Of(plane);
        yield return GoldenNumber.Drawn("e2", "radius, coefficient of variation", 0.063, RingReplicas, 5e-4,
            (radius.Variation, radius.Error), replicas);
        var phase = PhaseDiffusion.Of(plane);
        double[] golden = [0.032, 0.054, 0.108];
        for (int lag = 0; lag < golden.Length; lag++)
        {
            // A variance over n normal numbers has a relative error of sqrt(2/(n - 1)).
            yield return GoldenNumber.Drawn("e2", $"phase variance after {phase.Lags[lag]} rounds", golden[lag],
                golden[lag] * Math.Sqrt(2.0 / (RingReplicas - 1)), 5e-4,
                (phase.Variances[lag], phase.Variances[lag] * Math.Sqrt(2.0 / (replicas - 1))));
        }
    }

    private ulong[] Seeds => [.. Enumerable.Range(1, replicas).Select(seed => (ulong)seed)];

    private double[] Starts(double[] point) => [.. Enumerable.Range(0, replicas).SelectMany(_ => point)];
}
