using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Two replicas round by round, the band that noise alone would fill, and how it goes on without
/// noise.</summary>
internal static class TrajectoryPicture
{
    private const int Shown = 2;

    public static Figure Of(Measured measured)
    {
        var (seen, names) = (measured.Subject.Seen, measured.Subject.Names);
        var series = new List<Series>();
        int[] columns = Columns(measured);
        int end = seen.Rounds + (measured.Runs.Off?.Pieces[0].Rounds ?? 0);
        foreach (int column in columns)
        {
            series.AddRange(Level(measured, column, seen.Rounds / 2 + 1, end));
            for (int r = 0; r < Math.Min(Shown, seen.Replicas); r++)
            {
                series.Add(Path(seen, r, column, 1, $"{names[column]}, replica {r + 1}"));
            }
            if (measured.Runs.Off is { } off)
            {
                series.Add(Path(off.Pieces[0], 0, column, seen.Rounds + 1, $"{names[column]}, noise off, replica 1"));
            }
        }
        return new Figure("oscillation-trajectory", "Trajectories, with and without noise", Caption(measured, columns),
            new Axis("round"), new Axis(columns.Length == 1 ? names[columns[0]] : "value"), series);
    }

    // The first of what each of the first two actors shows.
    private static int[] Columns(Measured measured)
    {
        var actors = measured.Subject.Learning.Actors;
        int all = measured.Subject.Seen.Observables;
        return actors.Count > 1 ? [.. actors.Take(Shown).Select(actor => actor.First).Where(first => first < all)]
            : [.. Enumerable.Range(0, Math.Min(Shown, all))];
    }

    private static IEnumerable<Series> Level(Measured measured, int column, int first, int end)
    {
        string name = measured.Subject.Names[column];
        double[] x = [first, end];
        if (Deviation(measured, column) is { } deviation)
        {
            double centre = WindowMean.OfAll(measured.Window)[column];
            double[] low = [centre - 2 * deviation, centre - 2 * deviation];
            double[] high = [centre + 2 * deviation, centre + 2 * deviation];
            yield return new Series($"{name}, predicted +-2 sd", SeriesKind.Reference, x, [centre, centre], low, high);
        }
        int p = measured.Reference.ParameterOf[column];
        if (p >= 0 && measured.Reference.Fixed is { } point)
        {
            yield return new Series($"{name}, fixed point", SeriesKind.Reference, x, [point[p], point[p]]);
        }
        if (p >= 0 && measured.Subject.Learning.Equilibrium is { } equilibrium && double.IsFinite(equilibrium[p]))
        {
            yield return new Series($"{name}, equilibrium", SeriesKind.Reference, x, [equilibrium[p], equilibrium[p]]);
        }
    }

    /// <summary>Of the linear model, within a window: variance = 2/n sum over f of S(f).</summary>
    private static double? Deviation(Measured measured, int column) => measured.Model?.Spectrum is { } spectrum
        ? Math.Sqrt(2.0 / spectrum.Rounds * spectrum.Curves[column].Sum()) : null;

    private static Series Path(Trajectory path, int replica, int column, int first, string name)
    {
        int[] places = Pictures.Thinned(path.Rounds);
        return new Series(name, SeriesKind.Line, [.. places.Select(t => (double)(first + t))],
            [.. places.Select(t => path[t, replica, column])]);
    }

    private static string Caption(Measured measured, int[] columns)
    {
        string band = Deviation(measured, columns[0]) is { } deviation
            ? $"The band is what sampling noise alone would fill: {Wording.Number(2 * deviation)} to each side of the "
                + $"mean of {measured.Subject.Names[columns[0]]}. "
            : "No linear model predicts a band here. ";
        string off = measured.Evidence.NoiseOff is { } none && measured.Evidence.Left is { } left
            ? $"From round {measured.Subject.Seen.Rounds + 1} on it goes on with expected gradients and frozen steps: "
                + $"after {none.Rounds} rounds {Wording.Number(left)} of the spread is left."
            : "There is no run without noise.";
        return band + off;
    }
}
