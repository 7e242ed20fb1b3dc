namespace AgentMarkets.Core.Diagnostics;

/// <summary>What learners of log weights did: gaps, and how often the first of them changed its mind
/// (docs/oscillation.md, 2, D8).</summary>
internal static class LogWeights
{
    private const double LeastProbability = 1e-300;

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
        return new(Median.Of(gaps), switches.Count, switches.DwellRatio, ofAverage);
    }
}
