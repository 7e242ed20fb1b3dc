namespace AgentMarkets.Core.Diagnostics;

/// <summary>How far the replicas' angles have drifted apart after so many rounds.</summary>
/// <remarks>
/// On a limit cycle the variance grows in proportion to the rounds; turning that noise sustains forgets its phase
/// within the memory of its update map (docs/oscillation.md, 2, D5).
/// </remarks>
/// <param name="Lags">Rounds.</param>
/// <param name="Variances">Over replicas, of the angle turned since the first round, in squared radians.</param>
public sealed record PhaseDiffusion(int[] Lags, double[] Variances)
{
    /// <summary>The variances in a whitened plane after a quarter, half and all of the window.</summary>
    public static PhaseDiffusion Of(WhitenedPlane plane)
    {
        Trajectory path = plane.Path;
        int[] lags = [path.Rounds / 4, path.Rounds / 2, path.Rounds - 1];
        var turned = new double[path.Replicas];
        var variances = new double[lags.Length];
        for (int t = 1; t < path.Rounds; t++)
        {
            for (int r = 0; r < turned.Length; r++)
            {
                (double x, double y) = (path[t - 1, r, 0], path[t - 1, r, 1]);
                (double u, double v) = (path[t, r, 0], path[t, r, 1]);
                turned[r] += Math.Atan2(x * v - y * u, x * u + y * v);
            }
            for (int lag = 0; lag < lags.Length; lag++)
            {
                if (lags[lag] == t)
                {
                    double mean = turned.Average();
                    variances[lag] = turned.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, turned.Length - 1);
                }
            }
        }
        return new PhaseDiffusion(lags, variances);
    }
}
