using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>How one metric differs between two sides.</summary>
/// <param name="A">The mean of side A over what was compared, and its standard error over the means of seeds;
/// <paramref name="B"/> likewise.</param>
/// <param name="Low">The lower end of the 95 % bootstrap interval of the difference of B from A; not-a-number where a
/// side has one seed.</param>
/// <param name="Counts">Pairs, the same on both sides; or replicas of each side, where nothing could be paired. Those
/// that have a finite value.</param>
/// <param name="Seeds">Different ones, of the side that has fewer.</param>
public sealed record MetricDifference(string Metric, (double Mean, double StandardError) A,
    (double Mean, double StandardError) B, double Low, double High, (int A, int B) Counts, int Seeds)
{
    public double Difference => B.Mean - A.Mean;

    /// <summary>Whether the interval leaves zero out. What all seeds say alike, such as the time that a run took, is of
    /// the run and not of the seeds: its interval has no width, and shows nothing.</summary>
    public bool IsShown => (Low > 0 || High < 0) && !HasNoWidth;

    // Sums of equal numbers differ by their rounding.
    private bool HasNoWidth => High - Low <= 1e-12 * Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>In plain words.</summary>
    public string Reading
    {
        get
        {
            if (Counts.A == 0 || Counts.B == 0)
            {
                return "no finite values to compare";
            }
            if (Seeds < 2)
            {
                return "one seed, so no interval";
            }
            if (Low == 0 && High == 0)
            {
                return "the same";
            }
            var (text, low, high) = High < 0
                ? DifferenceText.Of(-Difference, -High, -Low)
                : DifferenceText.Of(Difference, Low, High);
            if (HasNoWidth)
            {
                return $"B is {(Low > 0 ? "higher" : "lower")} by {text} with every seed alike";
            }
            return !IsShown ? $"no difference shown: {text} [{low}, {high}]"
                : $"B is {(Low > 0 ? "higher" : "lower")} by {text} [{low}, {high}]";
        }
    }

    /// <param name="pairing">Where it has pairs, only they count.</param>
    /// <param name="a">All replicas of side A; <paramref name="b"/> of side B.</param>
    public static MetricDifference Of(string metric, Pairing pairing, IReadOnlyList<ComparedReplica> a,
        IReadOnlyList<ComparedReplica> b) => pairing.Pairs.Count > 0
            ? Paired(metric, pairing.Pairs)
            : Unpaired(metric, a, b);

    private static MetricDifference Paired(string metric, IReadOnlyList<Pair> pairs)
    {
        (string Seed, double A, double B)[] known =
        [
            .. pairs.Select(pair => (pair.Seed, Values: pair.Of(metric)))
                .Where(pair => double.IsFinite(pair.Values.A) && double.IsFinite(pair.Values.B))
                .Select(pair => (pair.Seed, pair.Values.A, pair.Values.B)),
        ];
        double[][] bySeed = BySeed(known.Select(pair => (pair.Seed, pair.B - pair.A)));
        var (low, high) = bySeed.Length < 2 ? (double.NaN, double.NaN)
            : Bootstrap.Interval(Bootstrap.Means(bySeed, Key("pairs")));
        return new MetricDifference(metric, Mean(BySeed(known.Select(pair => (pair.Seed, pair.A)))),
            Mean(BySeed(known.Select(pair => (pair.Seed, pair.B)))), low, high, (known.Length, known.Length),
            bySeed.Length);
    }

    private static MetricDifference Unpaired(string metric, IReadOnlyList<ComparedReplica> a,
        IReadOnlyList<ComparedReplica> b)
    {
        (string Seed, double Value)[] Finite(IReadOnlyList<ComparedReplica> side) =>
            [.. side.Select(replica => (replica.Seed, replica[metric])).Where(value => double.IsFinite(value.Item2))];
        var (valuesOfA, valuesOfB) = (Finite(a), Finite(b));
        var (bySeedOfA, bySeedOfB) = (BySeed(valuesOfA), BySeed(valuesOfB));
        int seeds = Math.Min(bySeedOfA.Length, bySeedOfB.Length);
        // The sides have nothing in common, so each is drawn anew by itself.
        var (low, high) = seeds < 2 ? (double.NaN, double.NaN)
            : Bootstrap.Interval([.. Bootstrap.Means(bySeedOfA, Key("a"))
                .Zip(Bootstrap.Means(bySeedOfB, Key("b")), (meanOfA, meanOfB) => meanOfB - meanOfA)]);
        return new MetricDifference(metric, Mean(bySeedOfA), Mean(bySeedOfB), low, high,
            (valuesOfA.Length, valuesOfB.Length), seeds);
    }

    // In an order of their own, so that it does not matter in which order runs are named.
    private static double[][] BySeed(IEnumerable<(string Seed, double Value)> values) =>
        [.. values.GroupBy(value => value.Seed, value => value.Value).OrderBy(seed => seed.Key, StringComparer.Ordinal)
            .Select(seed => seed.Order().ToArray())];

    private static StreamKey Key(string purpose) => StreamKey.Of(0, new ActorId("bootstrap", 1), purpose);

    // All values count in the mean. What one seed gave is not independent, so its mean counts once in the error.
    private static (double, double) Mean(double[][] bySeed)
    {
        var means = new double[bySeed.Length, 1];
        for (int i = 0; i < bySeed.Length; i++)
        {
            means[i, 0] = Statistics.Mean(bySeed[i]);
        }
        return (Statistics.Mean([.. bySeed.SelectMany(seed => seed)]), Statistics.OverReplicas(means).StandardError);
    }
}
