namespace AgentMarkets.Lab.Comparisons;

/// <summary>Which replicas of two sides belong together: those of the same seed, whose games are the same, and of equal
/// settings where both sides have them.</summary>
/// <remarks>A setting that varies on a side is matched where both sides have a value of it in common. One whose values
/// have nothing in common is part of what is compared, and a pair is of means over it.</remarks>
public sealed class Pairing
{
    private const string None = "";

    public Pairing(IReadOnlyList<ComparedReplica> a, IReadOnlyList<ComparedReplica> b)
    {
        string[] keys = [.. a.Concat(b).SelectMany(replica => replica.Settings.Keys).Distinct()
            .Order(StringComparer.Ordinal)];
        var (valuesOfA, valuesOfB) = (keys.ToDictionary(key => key, key => Values(a, key)),
            keys.ToDictionary(key => key, key => Values(b, key)));
        bool Varies(string key) => valuesOfA[key].Count > 1 || valuesOfB[key].Count > 1;
        Matched = [.. keys.Where(key => Varies(key) && valuesOfA[key].Intersect(valuesOfB[key]).Any())];
        Averaged = [.. keys.Where(key => Varies(key) && !Matched.Contains(key))];
        Compared =
        [
            .. keys.Where(key => !Varies(key) && valuesOfA[key][0] != valuesOfB[key][0])
                .Select(key => (key, valuesOfA[key][0], valuesOfB[key][0]))
                .Where(different => different.Item2 != None && different.Item3 != None),
        ];
        var others = b.ToLookup(Place);
        Pairs =
        [
            .. a.GroupBy(Place).Where(place => others.Contains(place.Key)).Select(place => new Pair(
                place.First().Seed, [.. Matched.Select(key => KeyValuePair.Create(key, Value(place.First(), key)))],
                [.. place], [.. others[place.Key]])),
        ];
        LeftOut = Pairs.Count == 0 ? (0, 0)
            : (a.Count - Pairs.Sum(pair => pair.A.Count), b.Count - Pairs.Sum(pair => pair.B.Count));
    }

    /// <summary>Nothing where the sides have no seed, or no settings, in common: they are then compared as
    /// wholes.</summary>
    public IReadOnlyList<Pair> Pairs { get; }

    /// <summary>Settings that are the same within a pair and differ between pairs.</summary>
    public IReadOnlyList<string> Matched { get; }

    /// <summary>Settings that vary on a side and have no value that the other has.</summary>
    public IReadOnlyList<string> Averaged { get; }

    /// <summary>Settings with one value a side, and another one there.</summary>
    public IReadOnlyList<(string Key, string A, string B)> Compared { get; }

    /// <summary>Replicas of each side that have no partner, where others have.</summary>
    public (int A, int B) LeftOut { get; }

    private (string, string) Place(ComparedReplica replica) =>
        (replica.Seed, string.Join('\n', Matched.Select(key => Value(replica, key))));

    private static List<string> Values(IReadOnlyList<ComparedReplica> side, string key) =>
        [.. side.Select(replica => Value(replica, key)).Distinct()];

    private static string Value(ComparedReplica replica, string key) => replica.Settings.GetValueOrDefault(key, None);
}

/// <summary>Replicas of one seed and the same matched settings; more than one on a side where a setting is averaged
/// over, or a run was repeated.</summary>
/// <param name="Settings">The matched ones, by dotted key.</param>
public sealed record Pair(string Seed, IReadOnlyList<KeyValuePair<string, string>> Settings,
    IReadOnlyList<ComparedReplica> A, IReadOnlyList<ComparedReplica> B)
{
    /// <summary>The mean of a metric on each side; not-a-number where a replica has none.</summary>
    public (double A, double B) Of(string metric) => (A.Average(replica => replica[metric]),
        B.Average(replica => replica[metric]));
}
