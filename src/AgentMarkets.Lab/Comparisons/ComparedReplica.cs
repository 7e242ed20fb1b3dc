using System.Text.Json.Nodes;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>One replica of a run that is done.</summary>
/// <param name="Run">The path of its run.</param>
/// <param name="Settings">All that it was played with, by dotted key; see <see cref="ResolvedSettings"/>.</param>
/// <param name="Metrics">Of the final evaluation, means over bidders; not-a-number where the replica failed.</param>
public sealed record ComparedReplica(string Run, string Seed, IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, double> Metrics)
{
    public double this[string metric] => Metrics.GetValueOrDefault(metric, double.NaN);

    /// <param name="outcome">Of a run that is done and has a summary.</param>
    public static IEnumerable<ComparedReplica> Of(RunOutcome outcome)
    {
        string experiment = outcome.Folder.Read("experiment.json");
        foreach (var (row, replica) in new SweepResults([outcome]).Rows.Zip(outcome.Summary!["replicas"]!.AsArray()))
        {
            var settings = ResolvedSettings.Of(experiment, outcome.Folder["experiment.json"], (JsonObject)replica!);
            yield return new ComparedReplica(outcome.Folder.Path, row.Seed, settings, row.Metrics);
        }
    }
}
