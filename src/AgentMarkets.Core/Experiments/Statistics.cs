namespace AgentMarkets.Core.Experiments;

/// <summary>Means, errors and bands over replicas. A replica that is not finite is left out.</summary>
public static class Statistics
{
    /// <summary>The mean of each replica over its columns, [R].</summary>
    public static double[] ByReplica(double[,] values)
    {
        var means = new double[values.GetLength(0)];
        for (int r = 0; r < means.Length; r++)
        {
            double sum = 0;
            for (int c = 0; c < values.GetLength(1); c++)
            {
                sum += values[r, c];
            }
            means[r] = sum / values.GetLength(1);
        }
        return means;
    }

    /// <summary>The mean of each column over the finite replicas.</summary>
    public static double[] ByColumn(double[,] values)
    {
        var alive = ByReplica(values);
        return [.. Enumerable.Range(0, values.GetLength(1)).Select(c =>
            Mean([.. Enumerable.Range(0, alive.Length).Where(r => double.IsFinite(alive[r]))
                .Select(r => values[r, c])]))];
    }

    /// <summary>The mean over replicas and columns, and its standard error over replicas: the columns of one replica
    /// are not independent, so they count once.</summary>
    public static (double Mean, double StandardError) OverReplicas(double[,] values)
    {
        double[] alive = [.. ByReplica(values).Where(double.IsFinite)];
        double mean = Mean(alive);
        if (alive.Length < 2)
        {
            return (mean, double.NaN);
        }
        double variance = alive.Sum(x => (x - mean) * (x - mean)) / (alive.Length - 1);
        return (mean, Math.Sqrt(variance / alive.Length));
    }

    /// <summary>Not-a-number for an empty list.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        return sum / values.Length;
    }

    /// <summary>The quantile at <paramref name="share"/>, by linear interpolation; sorts the values.</summary>
    public static double Quantile(Span<double> values, double share)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }
        values.Sort();
        double place = share * (values.Length - 1);
        int below = Math.Min((int)place, Math.Max(0, values.Length - 2));
        double above = values[Math.Min(below + 1, values.Length - 1)];
        return values[below] + (place - below) * (above - values[below]);
    }
}
