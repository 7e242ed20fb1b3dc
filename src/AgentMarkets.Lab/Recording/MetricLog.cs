using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Recording;

/// <summary>Keeps what was measured: <c>metrics.jsonl</c> while the run goes on, <c>metrics.csv</c> at its
/// end.</summary>
/// <remarks>Recorded by round and never by seconds, so that two runs of one seed write the same lines.</remarks>
public sealed class MetricLog
{
    private readonly RunDirectory _run;
    private readonly List<Measurement> _all = [];

    private MetricLog(RunDirectory run) => _run = run;

    public IReadOnlyList<Measurement> Measurements => _all;

    public static MetricLog Start(RunDirectory run)
    {
        run.Write("metrics.jsonl", "");
        return new MetricLog(run);
    }

    /// <summary>Takes up the log of a stopped run, up to the round that it goes on from.</summary>
    public static MetricLog Resume(RunDirectory run, long round)
    {
        var log = new MetricLog(run);
        log._all.AddRange(Read(run).Where(m => m.Round <= round && !m.Final));
        run.Write("metrics.jsonl", string.Concat(log._all.Select(m => Line(m) + "\n")));
        return log;
    }

    /// <summary>All measurements of a run; a last line that was cut short is left out.</summary>
    public static IEnumerable<Measurement> Read(RunDirectory run)
    {
        foreach (string line in run.Read("metrics.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(line) is { } measurement)
            {
                yield return measurement;
            }
        }
    }

    public void Add(Measurement measurement)
    {
        _all.Add(measurement);
        _run.Append("metrics.jsonl", Line(measurement));
    }

    /// <summary>One row a round and replica, one column a metric (and bidder, where it has several).</summary>
    public void WriteTable(IReadOnlyList<Replica> replicas)
    {
        var axes = replicas[0].Settings.Select(s => s.Key).ToArray();
        var columns = _all.GroupBy(m => m.Metric).SelectMany(group =>
        {
            int width = group.First().Values.GetLength(1);
            return Enumerable.Range(0, width).Select(c =>
                (Metric: group.Key, c, Name: width == 1 ? group.Key : $"{group.Key}.{c + 1}"));
        }).ToArray();
        var text = new StringBuilder();
        text.AppendLine(string.Join(',',
            ["round", "final", "replica", "seed", .. axes, .. columns.Select(c => c.Name)]));
        foreach (var moment in _all.GroupBy(m => (m.Round, m.Final)))
        {
            var at = moment.ToDictionary(m => m.Metric, m => m.Values);
            for (int r = 0; r < replicas.Count; r++)
            {
                var cells = columns.Select(c => at.TryGetValue(c.Metric, out var values) && r < values.GetLength(0)
                    ? Number(values[r, c.c])
                    : "");
                text.AppendLine(string.Join(',',
                    [$"{moment.Key.Round}", moment.Key.Final ? "1" : "0", $"{r + 1}", $"{replicas[r].Seed}",
                        .. replicas[r].Settings.Select(s => Number(s.Value)), .. cells]));
            }
        }
        _run.Write("metrics.csv", text.ToString());
    }

    /// <summary>17 digits, so that reading gives the same number back; empty where there is none.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("G17", CultureInfo.InvariantCulture);

    private static string Line(Measurement m)
    {
        var rows = new double?[m.Values.GetLength(0)][];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = new double?[m.Values.GetLength(1)];
            for (int c = 0; c < rows[r].Length; c++)
            {
                rows[r][c] = double.IsFinite(m.Values[r, c]) ? m.Values[r, c] : null;
            }
        }
        return JsonSerializer.Serialize(new Row(m.Round, m.Metric, m.Final, rows), Options);
    }

    private static Measurement? Parse(string line)
    {
        try
        {
            var row = JsonSerializer.Deserialize<Row>(line, Options);
            if (row?.Values is not { Length: > 0 } rows)
            {
                return null;
            }
            var values = new double[rows.Length, rows[0].Length];
            for (int r = 0; r < rows.Length; r++)
            {
                for (int c = 0; c < rows[r].Length; c++)
                {
                    values[r, c] = rows[r][c] ?? double.NaN;
                }
            }
            return new Measurement(row.Round, row.Metric, values, row.Final);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="Values">One row a replica, one column a bidder.</param>
    private sealed record Row(long Round, string Metric, bool Final, double?[][] Values);
}
