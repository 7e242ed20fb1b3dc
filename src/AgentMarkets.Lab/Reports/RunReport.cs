using System.Globalization;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Diagnoses;

namespace AgentMarkets.Lab.Reports;

/// <summary>What a report says of one run, from what the run left.</summary>
public static class RunReport
{
    public static ReportSection Section(Experiment experiment, IGame game, Results results, Manifest manifest,
        IReadOnlyList<ExpectVerdict> verdicts, string command, Catalog catalog, Findings? findings = null) =>
        new(Title(experiment, manifest))
    {
        Description = experiment.Common.Description ?? "",
        Expect = [.. verdicts.Select(v => new ExpectRow(v.Rule, Value(v.Value), v.Met))],
        Comparisons = game.Compare(results),
        Metrics = [.. results.Measurements.GroupBy(m => m.Metric).Select(g => g.Last())
            .OrderBy(m => m.Metric, StringComparer.Ordinal).Select(m => Row(m.Metric, m.Values, catalog))],
        Figures = game.Figures(results),
        Parts = findings is { Why: null } ? OscillationParts.Of(findings) : [],
        Warnings =
        [
            .. manifest.FailedReplicas.Select(f => new ReportWarning(
                $"The replica of seed {f.Seed} failed in round {f.Round}.", $"{f.Actor}: {f.Why}.")),
            .. manifest.Remarks.Select(r => manifest.Seeds.Count == 1
                ? new ReportWarning(r.Sentence, "")
                : new ReportWarning($"Replica {r.Replica} (seed {r.Seed}):", r.Sentence)),
            .. game.Notes.Select(note => new ReportWarning(note, "")),
            .. Summary.Skipped(experiment, game, manifest, findings)
                .Select(s => new ReportWarning($"{s.Metric} was not measured:", s.Why + ".")),
        ],
        Facts = Facts(manifest, command),
        Settings = experiment.ResolvedText,
    };

    private static string Title(Experiment experiment, Manifest manifest) => manifest.Seeds.Count == 1
        ? $"{experiment.Name}, seed {manifest.Seeds[0]}"
        : $"{experiment.Name}, {experiment.Replicas.Count} replicas";

    private static MetricRow Row(string metric, double[,] values, Catalog catalog)
    {
        var (mean, error) = Statistics.OverReplicas(values);
        double[] alive = [.. Statistics.ByReplica(values).Where(double.IsFinite)];
        return new MetricRow(metric, mean, error, alive.Length > 0 ? alive.Min() : double.NaN,
            alive.Length > 0 ? alive.Max() : double.NaN, catalog.Find("metric", metric)?.Summary ?? "");
    }

    private static List<Fact> Facts(Manifest manifest, string command)
    {
        var facts = new List<Fact> { new("command", command, IsCode: true) };
        facts.AddRange(manifest.Versions.Select(v => new Fact(v.Key, v.Value)));
        facts.Add(new Fact("device", manifest.Device));
        facts.Add(new Fact("host", manifest.Host));
        facts.Add(new Fact("seeds", Seeds(manifest.Seeds)));
        facts.Add(new Fact("started", manifest.Started));
        facts.Add(new Fact("rounds", manifest.Round.ToString("N0", CultureInfo.InvariantCulture)));
        facts.Add(new Fact("seconds", manifest.Seconds.ToString("0.00", CultureInfo.InvariantCulture)));
        facts.Add(new Fact("status", manifest.Status));
        if (manifest.StateHash is { } hash)
        {
            facts.Add(new Fact("state hash", hash, IsCode: true));
        }
        return facts;
    }

    private static string Seeds(IReadOnlyList<ulong> seeds)
    {
        var distinct = seeds.Distinct().ToArray();
        bool isRange = distinct.Length > 2 && distinct.Select((s, i) => s - (ulong)i).Distinct().Count() == 1;
        return isRange ? $"{distinct[0]}..{distinct[^1]}"
            : string.Join(", ", distinct.Take(20)) + (distinct.Length > 20 ? ", ..." : "");
    }

    private static string Value(object? value) => value switch
    {
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        null => "-",
        _ => value.ToString()!,
    };
}
