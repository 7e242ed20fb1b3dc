namespace AgentMarkets.Core.Diagnostics;

/// <summary>How far a path strays from where it is on average.</summary>
/// <remarks>
/// movement_r = sqrt(mean over t of |x_rt - mean over t of x_r|^2): deviations of all coordinates are pooled. The mean
/// over replicas of a window is its spread (docs/oscillation.md, 1).
/// </remarks>
public static class Movement
{
    /// <summary>The movement of each replica, [R], in the units of the observables.</summary>
    public static double[] Of(Trajectory path)
    {
        double[] means = WindowMean.Of(path);
        var squares = new double[path.Replicas];
        for (int t = 0; t < path.Rounds; t++)
        {
            ReadOnlySpan<double> row = path.Round(t);
            for (int i = 0; i < row.Length; i++)
            {
                double deviation = row[i] - means[i];
                squares[i / path.Observables] += deviation * deviation;
            }
        }
        return [.. squares.Select(sum => Math.Sqrt(sum / path.Rounds))];
    }
}
