namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where each replica of a window is on average, and the window seen from there.</summary>
public static class WindowMean
{
    /// <summary>The mean over rounds, [R, K].</summary>
    public static double[] Of(Trajectory window)
    {
        var means = new double[window.Replicas * window.Observables];
        for (int t = 0; t < window.Rounds; t++)
        {
            ReadOnlySpan<double> row = window.Round(t);
            for (int i = 0; i < row.Length; i++)
            {
                means[i] += row[i];
            }
        }
        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= window.Rounds;
        }
        return means;
    }

    /// <summary>The mean over rounds and replicas, [K].</summary>
    public static double[] OfAll(Trajectory window)
    {
        double[] means = Of(window);
        return [.. Enumerable.Range(0, window.Observables).Select(k =>
            Enumerable.Range(0, window.Replicas).Average(r => means[r * window.Observables + k]))];
    }

    /// <summary>Y of docs/oscillation.md, 1: the window minus its mean, replica by replica. A copy.</summary>
    public static Trajectory Subtract(Trajectory window)
    {
        double[] means = Of(window);
        double[] values = [.. window.Values];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= means[i % means.Length];
        }
        return window with { Values = values };
    }
}
