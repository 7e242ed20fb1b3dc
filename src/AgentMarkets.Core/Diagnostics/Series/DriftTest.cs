namespace AgentMarkets.Core.Diagnostics;

/// <summary>Whether the second half of a window lies elsewhere than the first.</summary>
/// <remarks>
/// Per coordinate the difference of the replicas' means over the two halves, in standard deviations within a run,
/// and its t-test over replicas; P is multiplied by the number of coordinates (Bonferroni 1936).
/// </remarks>
/// <param name="Differences">Second half minus first, [K], in standard deviations.</param>
/// <param name="P">Bonferroni's, [K].</param>
public sealed record DriftTest(OverReplicas[] Differences, double[] P)
{
    /// <summary>The coordinate that differs the most.</summary>
    public int Largest => Enumerable.Range(0, P.Length).MaxBy(k => Math.Abs(Differences[k].Mean));

    /// <summary>The test on a window of at least two rounds.</summary>
    public static DriftTest Of(Trajectory window)
    {
        int half = window.Rounds / 2, k = window.Observables, replicas = window.Replicas;
        double[] first = WindowMean.Of(window.Part(0, half));
        double[] second = WindowMean.Of(window.Part(half, window.Rounds - half));
        double[] deviations = Deviations(window);
        var differences = new OverReplicas[k];
        for (int i = 0; i < k; i++)
        {
            double sd = Math.Max(deviations[i], 1e-300);
            differences[i] = OverReplicas.Of([.. Enumerable.Range(0, replicas)
                .Select(r => (second[r * k + i] - first[r * k + i]) / sd)]);
        }
        return new DriftTest(differences, [.. differences.Select(d => Math.Min(1, k * d.P))]);
    }

    /// <summary>Whether one and the same coordinate differs by more than <paramref name="size"/> with a P below
    /// <paramref name="level"/>.</summary>
    public bool Fires(double level, double size) =>
        Enumerable.Range(0, P.Length).Any(k => P[k] < level && Math.Abs(Differences[k].Mean) > size);

    /// <summary>The standard deviation of each observable within a run, pooled over replicas, [K].</summary>
    public static double[] Deviations(Trajectory window)
    {
        var covariance = PrincipalAxes.Covariance(WindowMean.Subtract(window));
        return [.. covariance.Diagonal().Select(Math.Sqrt)];
    }

    /// <summary>How far the end of a continuation lies from the window's mean: both averaged over rounds and replicas,
    /// in standard deviations within a run, root mean square over the observables.</summary>
    /// <param name="end">The last quarter of the run without noise, with replicas of its own.</param>
    public static double Displacement(Trajectory window, Trajectory end)
    {
        double[] deviations = Deviations(window);
        double[] here = WindowMean.OfAll(window), there = WindowMean.OfAll(end);
        double sum = here.Select((x, k) => (there[k] - x) / Math.Max(deviations[k], 1e-300)).Sum(d => d * d);
        return Math.Sqrt(sum / here.Length);
    }
}
