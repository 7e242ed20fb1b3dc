using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>Two groups of replicas, metric by metric.</summary>
public sealed class RunComparison
{
    /// <summary>With fewer seeds, intervals are much too narrow; see <see cref="Bootstrap"/>.</summary>
    private const int SeedsForInterval = 10;

    private const int NamesShown = 6;

    public RunComparison(IReadOnlyList<ComparedReplica> a, IReadOnlyList<ComparedReplica> b)
    {
        (A, B) = (a, b);
        Pairing = new Pairing(a, b);
        var (ofA, ofB) = (MetricsOf(a), MetricsOf(b));
        Differences = [.. ofA.Intersect(ofB).Select(metric => MetricDifference.Of(metric, Pairing, a, b))];
        Notes = [.. NotesOnPairs(), .. NotesOnMetrics("A", [.. ofA.Except(ofB)]),
            .. NotesOnMetrics("B", [.. ofB.Except(ofA)]), .. NotesOnSeeds()];
    }

    public IReadOnlyList<ComparedReplica> A { get; }

    public IReadOnlyList<ComparedReplica> B { get; }

    public Pairing Pairing { get; }

    /// <summary>The metrics that both sides have, by name.</summary>
    public IReadOnlyList<MetricDifference> Differences { get; }

    /// <summary>What has to be known to read them, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What was compared with what, in a sentence.</summary>
    public string How
    {
        get
        {
            int seeds = Differences.Max(difference => difference.Seeds);
            string settings = Pairing.Matched.Count > 0 ? " and by " + string.Join(", ", Pairing.Matched) : "";
            return Pairing.Pairs.Count > 0
                ? $"{Pairing.Pairs.Count} pairs by seed{settings}; intervals over {seeds} seeds."
                : $"Unpaired: the sides have no seed with equal settings in common; {A.Count} and {B.Count} replicas.";
        }
    }

    private static string[] MetricsOf(IReadOnlyList<ComparedReplica> side) =>
        [.. side.SelectMany(replica => replica.Metrics.Keys).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<string> NotesOnPairs()
    {
        if (Pairing.Pairs.Count > 0)
        {
            foreach (var (side, count) in new[] { ("A", Pairing.LeftOut.A), ("B", Pairing.LeftOut.B) })
            {
                if (count > 0)
                {
                    yield return $"{count} replica{(count == 1 ? "" : "s")} of {side} without a partner "
                        + $"{(count == 1 ? "is" : "are")} left out.";
                }
            }
            if (Pairing.Averaged.Count > 0)
            {
                yield return $"The sides share no value of {string.Join(", ", Pairing.Averaged.Take(NamesShown))}: "
                    + "pairs are of means over what varies there.";
            }
            else if (Pairing.Pairs.Any(pair => pair.A.Count > 1 || pair.B.Count > 1))
            {
                yield return "Replicas of the same seed and settings on one side count as their mean.";
            }
        }
        if (A.Select(replica => Path.GetFullPath(replica.Run)).Intersect(B.Select(r => Path.GetFullPath(r.Run))).Any())
        {
            yield return "A run stands on both sides.";
        }
    }

    private static IEnumerable<string> NotesOnMetrics(string side, string[] metrics) => metrics.Length == 0 ? []
        : [$"Only {side} has {string.Join(", ", metrics)}."];

    private IEnumerable<string> NotesOnSeeds()
    {
        int seeds = Differences.Select(difference => difference.Seeds).DefaultIfEmpty(0).Max();
        if (seeds is > 1 and < SeedsForInterval)
        {
            yield return $"With {seeds} seeds the intervals are too narrow; {SeedsForInterval} or more hold the truth "
                + "in at least 90 % of cases.";
        }
    }
}
