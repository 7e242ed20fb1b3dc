namespace AgentMarkets.Core.Diagnostics;

/// <summary>Leaves out replicas that ran off to infinity.</summary>
internal static class FiniteReplicas
{
    /// <returns>The subject with the others, and how many were left out.</returns>
    public static (Subject? Subject, int LeftOut) Of(Subject subject)
    {
        var (seen, learning) = (subject.Seen, subject.Learning);
        int k = seen.Observables, p = learning.End.Parameters;
        bool IsFinite(int r)
        {
            for (int t = 0; t < seen.Rounds; t++)
            {
                for (int i = 0; i < k; i++)
                {
                    if (!double.IsFinite(seen[t, r, i]))
                    {
                        return false;
                    }
                }
            }
            return Enumerable.Range(r * p, p).All(i => double.IsFinite(learning.End.Points[i]));
        }
        int[] kept = [.. Enumerable.Range(0, seen.Replicas).Where(IsFinite)];
        int leftOut = seen.Replicas - kept.Length;
        if (leftOut == 0 || kept.Length == 0)
        {
            return (leftOut == 0 ? subject : null, leftOut);
        }
        var path = new Trajectory(seen.Rounds, kept.Length, k);
        for (int t = 0; t < seen.Rounds; t++)
        {
            for (int r = 0; r < kept.Length; r++)
            {
                seen.Round(t).Slice(kept[r] * k, k).CopyTo(path.Round(t)[(r * k)..]);
            }
        }
        return (subject with
        {
            Learning = learning with { End = learning.End.Take(kept) },
            Seen = path,
            Seeds = [.. kept.Select(r => subject.Seeds[r])],
        }, leftOut);
    }
}
