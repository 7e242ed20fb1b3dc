using System.Text.Json.Nodes;
using AgentMarkets.Core.Actors;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>What many runs came to: a row for each replica of each run that is done.</summary>
public sealed class SweepResults
{
    /// <summary>Reads the summaries of the runs that are done.</summary>
    public SweepResults(IReadOnlyList<RunOutcome> outcomes)
    {
        Outcomes = outcomes;
        Rows = [.. outcomes.Where(outcome => outcome is { IsDone: true, Summary: not null }).SelectMany(RowsOf)];
        Keys = [.. Rows.SelectMany(row => row.Settings.Select(s => s.Key)).Distinct()];
        Metrics = [.. Rows.SelectMany(row => row.Metrics.Keys).Distinct().Order(StringComparer.Ordinal)];
        Combinations =
        [
            .. Rows.GroupBy(row => row.Outcome.Run.Name + "\n" + row.Label)
                .Select(group => new Combination(group.First().Outcome, group.First().Settings, [.. group])),
        ];
    }

    public IReadOnlyList<RunOutcome> Outcomes { get; }

    public IReadOnlyList<ResultRow> Rows { get; }

    /// <summary>Every setting that varies, the seed apart, in the order in which they are met.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Rows that differ in nothing but their seed, together.</summary>
    public IReadOnlyList<Combination> Combinations { get; }

    /// <summary>One line a run and replica, as <c>results.csv</c> of the folder: the run, what tells the replica apart,
    /// and every metric of the final evaluation, its mean over bidders.</summary>
    public void WriteTable(RunDirectory sweep)
    {
        Column Texts(string name, Func<ResultRow, string> of) => new(name, [], [.. Rows.Select(of)]);
        TableFile.Write(sweep, new Table(0, "results",
        [
            Texts("run", row => row.Outcome.Run.Name),
            .. Keys.Select(key => Texts(key, row => row[key] ?? "")),
            Texts("seed", row => row.Seed),
            .. Metrics.Select(metric =>
                new Column(metric, [.. Rows.Select(row => row.Metrics.GetValueOrDefault(metric, double.NaN))])),
        ]));
    }

    private static IEnumerable<ResultRow> RowsOf(RunOutcome outcome)
    {
        var replicas = outcome.Summary!["replicas"]!.AsArray();
        var metrics = outcome.Summary["metrics"]!.AsObject();
        for (int r = 0; r < replicas.Count; r++)
        {
            var replica = replicas[r]!.AsObject();
            var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach (var (metric, numbers) in metrics)
            {
                values[metric] = numbers!["byReplica"]![r]?.GetValue<double>() ?? double.NaN;
            }
            yield return new ResultRow(outcome, replica["seed"]!.ToString(),
                [
                    .. outcome.Run.Differences,
                    .. replica.Where(s => s.Key != "seed").Select(s => KeyValuePair.Create(s.Key, s.Value!.ToString())),
                ], values);
        }
    }
}

/// <summary>One replica of one run.</summary>
/// <param name="Settings">What tells it apart beside its seed, by dotted key.</param>
/// <param name="Metrics">Of the final evaluation; not-a-number where the replica failed.</param>
public sealed record ResultRow(RunOutcome Outcome, string Seed, IReadOnlyList<KeyValuePair<string, string>> Settings,
    SortedDictionary<string, double> Metrics)
{
    public string? this[string key] => Settings.FirstOrDefault(s => s.Key == key).Value;

    /// <summary>The settings in words; empty where nothing but the seed varies.</summary>
    public string Label => string.Join(", ", Settings.Select(s => $"{s.Key}={s.Value}"));
}

/// <summary>Replicas that differ in nothing but their seed.</summary>
public sealed record Combination(RunOutcome Outcome, IReadOnlyList<KeyValuePair<string, string>> Settings,
    IReadOnlyList<ResultRow> Rows)
{
    public string? this[string key] => Rows[0][key];

    /// <summary>The finite values of a metric, one a seed.</summary>
    public double[] Of(string metric) =>
        [.. Rows.Select(row => row.Metrics.GetValueOrDefault(metric, double.NaN)).Where(double.IsFinite)];

    /// <summary>The mean of a metric over seeds, and its standard error.</summary>
    public (double Mean, double StandardError) Mean(string metric)
    {
        double[] values = Of(metric);
        var column = new double[values.Length, 1];
        for (int i = 0; i < values.Length; i++)
        {
            column[i, 0] = values[i];
        }
        return Core.Experiments.Statistics.OverReplicas(column);
    }
}
