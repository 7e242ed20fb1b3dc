using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Experiments;

/// <summary>An experiment as read: every setting is known and well, nothing is built yet.</summary>
/// <param name="FamilySettings">Of the type that <see cref="IFamily.Settings"/> names.</param>
/// <param name="Seeds">The seed of each replica, [R].</param>
/// <param name="Replicas">What tells the replicas apart; seeds vary fastest.</param>
/// <param name="Resolved">The file with every default filled in; read again, it is the same experiment.</param>
public sealed record Experiment(string Name, IFamily Family, object FamilySettings, CommonSettings Common,
    ulong[] Seeds, IReadOnlyList<Replica> Replicas, Node Resolved)
{
    /// <summary>The pieces that it is made of, each once.</summary>
    public IReadOnlyList<Piece> Pieces { get; init; } = [];

    public IReadOnlyList<ExpectRule> Expect => Common.Expect.Rules;

    /// <summary>The resolved file.</summary>
    public string ResolvedText => Resolved + "\n";

    /// <summary>The measures asked for, and those that a rule of <c>expect</c> is about.</summary>
    public IReadOnlyList<string> Measures
        => Common.Measure.Concat(Expect.Select(rule => rule.Metric)).Distinct().ToArray();

    /// <summary>How the measure <c>oscillation</c> comes about.</summary>
    public DiagnosisSettings Oscillation => Common.Oscillation ?? new DiagnosisSettings();

    /// <summary>What to keep for later; the measure <c>oscillation</c> keeps trajectories.</summary>
    public IReadOnlyList<string> Record => Measures.Contains("oscillation")
        ? Common.Record.Append("trajectories").Distinct().ToArray()
        : Common.Record;

    /// <summary>Replicas that differ in nothing but their seed, in the order of the file.</summary>
    public IReadOnlyList<ReplicaGroup> Groups => ReplicaGroup.Of(Replicas);

    /// <summary>Whether the rounds between two measurements were chosen, rather than a twentieth of all.</summary>
    public bool IsMeasureEveryChosen => Common.MeasureEvery is { } every && every != DefaultMeasureEvery(Common.Rounds);

    /// <summary>The rounds between two measurements.</summary>
    public long MeasureEvery => Common.MeasureEvery ?? DefaultMeasureEvery(Common.Rounds);

    /// <summary>What the family needs beside its own settings.</summary>
    public Setup Setup(Device device) => new(Seeds, Common.Rounds, device, Common.Evaluation.Samples,
        Common.Evaluation.SamplesOnTheWay, Measures, Record);

    /// <summary>Adds a problem for every measure, and every rule, whose metric nobody knows.</summary>
    /// <param name="known">The metrics of the game.</param>
    /// <param name="groups">Names that stand for several metrics.</param>
    public void CheckMetrics(IReadOnlyList<string> known, IReadOnlyDictionary<string, IReadOnlyList<string>> groups,
        Problems problems)
    {
        string[] sorted = known.Concat(groups.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (string name in Common.Measure.Where(name => !sorted.Contains(name)))
        {
            problems.Add("measure", $"'{name}'", "no such metric", Spelling.WayOut(name, "Metrics", sorted));
        }
        foreach (ExpectRule rule in Expect.Where(rule => groups.ContainsKey(rule.Metric)))
        {
            problems.Add(rule.Place, null, "stands for several metrics",
                $"Write one of: {string.Join(", ", groups[rule.Metric].Select(metric => $"{metric}.{rule.Field}"))}.");
        }
        foreach (ExpectRule rule in Expect.Where(rule => !sorted.Contains(rule.Metric)))
        {
            problems.Add(rule.Place, null, "no such metric", Spelling.WayOut(rule.Metric, "Metrics", sorted));
        }
        foreach (ExpectRule rule in Expect.Where(rule => rule is { Metric: "oscillation",
            Field: not ("verdict" or "kind") }))
        {
            problems.Add(rule.Place, null, "'oscillation' has no such number",
                "Write oscillation.verdict or oscillation.kind.");
        }
        foreach (ExpectRule rule in Expect.Where(rule => rule.Metric != "oscillation"
            && rule.Field is ("verdict" or "kind") && known.Contains(rule.Metric)))
        {
            problems.Add(rule.Place, null, "only 'oscillation' has a verdict and a kind",
                $"Write {rule.Metric}.mean or {rule.Metric}.standardError.");
        }
    }

    internal static long DefaultMeasureEvery(long rounds) => Math.Max(1, rounds / 20);
}
