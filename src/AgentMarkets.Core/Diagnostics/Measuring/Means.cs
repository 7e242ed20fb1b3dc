using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the mean of a run sits, and how wide the last round's band and that of an average are
/// (docs/oscillation.md, 2, D1 and D7).</summary>
internal static class Means
{
    private const double Same = 1e-6;

    /// <summary>Of the mean over all coordinates where they share one fixed point; else of the coordinate that is
    /// furthest off.</summary>
    /// <returns>Nothing where no fixed point is known.</returns>
    public static BiasEvidence? Bias(Subject subject, Trajectory window, ReferencePoint reference)
    {
        if (!reference.SeesAll || reference.Fixed is not { } point || window.Replicas < 2)
        {
            return null;
        }
        double[]? equilibrium = subject.Learning.Equilibrium;
        double[] means = WindowMean.Of(window);
        int k = window.Observables;
        OverReplicas Dynamics(int[] parameters) => OverReplicas.Of([.. Enumerable.Range(0, window.Replicas)
            .Select(r => parameters.Average(p => means[r * k + reference.ColumnOf(p)] - point[p]))]);
        double? Smoothing(int[] parameters) =>
            equilibrium is not null && parameters.All(p => double.IsFinite(equilibrium[p]))
                ? parameters.Average(p => point[p] - equilibrium[p]) : null;
        BiasEvidence Of(int[] parameters, string? name)
        {
            var dynamics = Dynamics(parameters);
            return new(null, Smoothing(parameters), dynamics.Mean, dynamics.Error) { Of = name };
        }
        int[] all = [.. Enumerable.Range(0, point.Length)];
        if (AreAlike(point) && (equilibrium is null || AreAlike(equilibrium)))
        {
            return Of(all, null);
        }
        return all.Select(p => Of([p], subject.Names[reference.ColumnOf(p)]))
            .MaxBy(bias => Math.Abs(bias.Total ?? bias.Dynamics));
    }

    /// <returns>Nothing with one replica.</returns>
    public static BandEvidence? Band(Trajectory window, StationarySpread? predicted)
    {
        if (window.Replicas < 2)
        {
            return null;
        }
        double[] last = [.. window.Round(window.Rounds - 1)];
        return new(Deviation(last, window.Observables), window.Rounds,
            Deviation(WindowMean.Of(window), window.Observables),
            predicted is null ? null : Math.Sqrt(predicted.Long.Trace() / window.Rounds / window.Observables));
    }

    /// <summary>At how many places the replicas stop, further apart than a share of the spread.</summary>
    /// <param name="share">What counts as movement that is left.</param>
    public static int? Places(NoiseOff? off, double spread, double share)
    {
        if (off is null || !(off.Last < share * spread))
        {
            return null;
        }
        var last = off.Pieces[^1];
        int k = last.Observables;
        double[] end = [.. last.Round(last.Rounds - 1)];
        var places = new List<int>();
        for (int r = 0; r < last.Replicas; r++)
        {
            int own = r * k;
            bool isNew = places.TrueForAll(other => Math.Sqrt(Enumerable.Range(0, k)
                .Sum(i => (end[own + i] - end[other + i]) * (end[own + i] - end[other + i]))) > share * spread);
            if (isNew)
            {
                places.Add(own);
            }
        }
        return places.Count;
    }

    // Root mean square over columns of the standard deviation over rows, [R, K].
    private static double Deviation(double[] values, int columns)
    {
        var rows = Matrix<double>.Build.DenseOfRowMajor(values.Length / columns, columns, values);
        var means = rows.ColumnSums() / rows.RowCount;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double deviation = values[i] - means[i % columns];
            sum += deviation * deviation;
        }
        return Math.Sqrt(sum / (rows.RowCount - 1) / columns);
    }

    private static bool AreAlike(double[] values) =>
        values.All(value => Math.Abs(value - values[0]) <= Same * Math.Max(1, Math.Abs(values[0])));
}
