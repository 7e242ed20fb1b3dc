using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the mean of a run sits, and how wide the last round's band and that of an average are
/// (docs/oscillation.md, 2, D1 and D7).</summary>
internal static class Means
{
    private const double Same = 1e-6, Step = 1e-4, Decay = 0.99;

    // Losses of more replicas cost more than they tell.
    private const int MostReplicas = 16;

    /// <summary>Of the mean over all coordinates where they share one fixed point; else of the coordinate that is
    /// furthest off.</summary>
    /// <returns>Nothing where no fixed point is known.</returns>
    public static BiasEvidence? Bias(Subject subject, Trajectory window, ReferencePoint reference)
    {
        if (!reference.SeesAll || reference.Fixed is not { } point || window.Replicas < 2)
        {
            return null;
        }
        var told = subject.Learning.Quantity;
        double[]? Told(double[]? parameters) => parameters is null || parameters.Any(x => !double.IsFinite(x)) ? null
            : told is null ? parameters : [.. parameters.Select((x, p) => told.Of[p](x))];
        point = Told(point)!;
        var (equilibrium, best) = (Told(subject.Learning.Equilibrium), Told(subject.Learning.BestOfClass));
        double[] means = WindowMean.Of(InQuantity(window, told, reference));
        int k = window.Observables;
        double Off(int[] parameters, double[] from, double[] to) => parameters.Average(p => from[p] - to[p]);
        BiasEvidence Of(int[] parameters, string? name)
        {
            var dynamics = OverReplicas.Of([.. Enumerable.Range(0, window.Replicas)
                .Select(r => parameters.Average(p => means[r * k + reference.ColumnOf(p)] - point[p]))]);
            return new(equilibrium is null || best is null ? null : Off(parameters, best, equilibrium),
                (best ?? equilibrium) is { } exact ? Off(parameters, point, exact) : null,
                dynamics.Mean, dynamics.Error)
            {
                Of = name, Quantity = told?.Name, IsAgainstClass = equilibrium is null && best is not null,
            };
        }
        int[] all = [.. Enumerable.Range(0, point.Length)];
        if (AreAlike(point) && ((best ?? equilibrium) is not { } aim || AreAlike(aim)))
        {
            return Of(all, null);
        }
        return all.Select(p => Of([p], subject.Names[reference.ColumnOf(p)]))
            .MaxBy(bias => Math.Abs(bias.Total ?? bias.Dynamics));
    }

    /// <returns>Nothing with one replica.</returns>
    public static BandEvidence? Band(
        Subject subject, Trajectory window, ReferencePoint reference, StationarySpread? predicted)
    {
        if (window.Replicas < 2)
        {
            return null;
        }
        var told = reference.SeesAll ? subject.Learning.Quantity : null;
        window = InQuantity(window, told, reference);
        // A small deviation is told as large as the quantity's slope makes it.
        double[]? slopes = told is null ? null
            : [.. reference.ParameterOf.Select(p => (told.Of[p](reference.Point[p] + Step)
                - told.Of[p](reference.Point[p] - Step)) / (2 * Step))];
        double[] last = [.. window.Round(window.Rounds - 1)];
        return new(Deviation(last, window.Observables), window.Rounds,
            Deviation(WindowMean.Of(window), window.Observables),
            predicted is null ? null : Math.Sqrt(Enumerable.Range(0, window.Observables).Sum(column =>
                predicted.Long[column, column] * (slopes is null ? 1 : slopes[column] * slopes[column]))
                / window.Rounds / window.Observables));
    }

    /// <summary>Losses of the last iterate and of averages, of at most sixteen replicas.</summary>
    public static EpsilonEvidence? Epsilon(Subject subject, Trajectory window, ReferencePoint reference)
    {
        int replicas = Math.Min(window.Replicas, MostReplicas), parameters = reference.Start.Length;
        if (!reference.SeesAll || replicas < 2)
        {
            return null;
        }
        double[]? Of(double[] seen, int rows)
        {
            var points = new double[rows * parameters];
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = seen[i / parameters * window.Observables + reference.ColumnOf(i % parameters)];
            }
            var losses = new double[rows];
            return subject.Learning.Field.Losses(points, losses) ? losses : null;
        }
        OverReplicas? Over(double[] seen) => Of(seen, replicas) is { } losses ? OverReplicas.Of(losses) : null;
        if (Over([.. window.Round(window.Rounds - 1)]) is not { } last)
        {
            return null;
        }
        var fixedPoint = new double[1];
        bool hasFixed = reference.Fixed is { } point && subject.Learning.Field.Losses(point, fixedPoint);
        return new(last, window.Rounds, Over(WindowMean.Of(window))!.Value, Decay,
            Over(Averages.Exponential(window, Decay))!.Value, hasFixed ? fixedPoint[0] : null);
    }

    /// <summary>The window with every parameter as it is told.</summary>
    private static Trajectory InQuantity(Trajectory window, Quantity? told, ReferencePoint reference) => told is null
        ? window : window with
        {
            Values = [.. window.Values.Select((x, i) => told.Of[reference.ParameterOf[i % window.Observables]](x))],
        };

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
