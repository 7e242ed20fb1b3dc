namespace AgentMarkets.Core.Diagnostics;

/// <summary>Whether a path leads somewhere: 1 on a straight line, near 0 on a circle walked many times.</summary>
/// <remarks>
/// Net displacement over path length, both of the path of <see cref="Blocks"/> block means, which forgets what happens
/// within a block (docs/oscillation.md, 2, D4).
/// </remarks>
public static class Straightness
{
    /// <summary>Block means that a path is reduced to; a few more where the rounds do not divide.</summary>
    public const int Blocks = 32;

    /// <summary>The straightness of each replica, [R], between 0 and 1; 0 for a path that does not move.</summary>
    public static double[] Of(Trajectory path)
    {
        int length = Math.Max(1, path.Rounds / Blocks);
        int count = path.Rounds / length;
        double[][] means = [.. Enumerable.Range(0, count)
            .Select(block => WindowMean.Of(path.Part(block * length, length)))];
        var straight = new double[path.Replicas];
        for (int r = 0; r < path.Replicas; r++)
        {
            double walked = 0;
            for (int block = 1; block < count; block++)
            {
                walked += Distance(means[block - 1], means[block], r, path.Observables);
            }
            double net = Distance(means[0], means[^1], r, path.Observables);
            straight[r] = walked > 0 ? net / walked : 0;
        }
        return straight;
    }

    private static double Distance(double[] from, double[] to, int replica, int observables)
    {
        double sum = 0;
        for (int k = replica * observables; k < (replica + 1) * observables; k++)
        {
            sum += (to[k] - from[k]) * (to[k] - from[k]);
        }
        return Math.Sqrt(sum);
    }
}
