namespace AgentMarkets.Core.Diagnostics;

/// <summary>What learners of log weights did: gaps, regrets, and how often the first of them changed its mind
/// (docs/oscillation.md, 2, D8).</summary>
internal static class LogWeights
{
    private const double LeastProbability = 1e-300;

    // A regret needs the payoffs of every round: those of a few replicas say enough.
    private const int RegretReplicas = 4;

    public static LogWeightEvidence? Of(Subject subject)
    {
        var learning = subject.Learning;
        var gaps = new double[learning.End.Rows];
        if (!learning.AreLogWeights || !learning.Field.NashGap(learning.End.Points, gaps))
        {
            return null;
        }
        var (first, end) = learning.Actors.Count > 0 ? learning.Actors[0] : (0, subject.Seen.Observables);
        var switches = ModalSwitches.Of(subject.Seen, first, end - first);
        double? ofAverage = null;
        if (subject.Seen.Observables == learning.Rule.Parameters)
        {
            var average = new double[gaps.Length];
            learning.Field.NashGap([.. WindowMean.Of(subject.Seen)
                .Select(p => Math.Log(Math.Max(p, LeastProbability)))], average);
            ofAverage = Median.Of(average);
        }
        return new(Median.Of(gaps), switches.Count, switches.DwellRatio, ofAverage,
            ofAverage is null || learning.Actors.Count == 0 ? null : Regrets(subject));
    }

    /// <summary>Of each actor. The direction of log weights is what every action earns against the others.</summary>
    private static double[] Regrets(Subject subject)
    {
        var (seen, field) = (subject.Seen, subject.Learning.Field);
        int k = seen.Observables, replicas = Math.Min(seen.Replicas, RegretReplicas);
        var payoffs = new double[seen.Rounds * replicas * k];
        for (int t = 0; t < seen.Rounds; t++)
        {
            double[] weights = [.. seen.Round(t)[..(replicas * k)].ToArray()
                .Select(p => Math.Log(Math.Max(p, LeastProbability)))];
            field.Expected(weights, payoffs.AsSpan(t * replicas * k, replicas * k));
        }
        double Of(int replica, int first, int end)
        {
            int actions = end - first;
            double[] paid = new double[seen.Rounds * actions], played = new double[paid.Length];
            for (int t = 0; t < seen.Rounds; t++)
            {
                int row = replica * k + first;
                payoffs.AsSpan(t * replicas * k + row, actions).CopyTo(paid.AsSpan(t * actions));
                seen.Round(t).Slice(row, actions).CopyTo(played.AsSpan(t * actions));
            }
            return Regret.PerRound(paid, played, actions);
        }
        return [.. subject.Learning.Actors.Select(actor => Median.Of([.. Enumerable.Range(0, replicas)
            .Select(replica => Of(replica, actor.First, actor.End))]))];
    }
}
