using AgentMarkets.Lab;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Cli;

/// <summary>What a sweep prints at its end: means over seeds, the rules, and where everything is.</summary>
internal static class SweepTable
{
    /// <summary>More lines than this are for <c>results.csv</c>.</summary>
    private const int LinesMax = 200;

    public static void Write(TextWriter to, SweepResults results, IReadOnlyList<string> headlines, RunDirectory folder)
    {
        int done = results.Outcomes.Count(outcome => outcome.IsDone);
        to.WriteLine($"{done:N0} of {results.Outcomes.Count:N0} runs done, {results.Rows.Count:N0} replicas"
            + (done > 0 ? "; means over seeds:\n" : ""));
        if (done > 0)
        {
            WriteMeans(to, results, headlines, folder);
        }
        var missed = results.Outcomes.SelectMany(outcome =>
            outcome.Expect.Where(e => !e.Met).Select(e => (string[])[outcome.Run.Name, e.Rule, e.Value, "NOT MET"]));
        if (missed.Any())
        {
            FinalTable.Table(to, [["run", "expected", "value", ""], .. missed]);
        }
        foreach (var outcome in results.Outcomes.Where(outcome => !outcome.IsDone))
        {
            to.WriteLine($"{outcome.Status}: {outcome.Folder.Path}");
        }
        to.WriteLine($"results  {folder["results.csv"]}");
        to.WriteLine($"report   {folder["report.html"]}");
    }

    private static void WriteMeans(TextWriter to, SweepResults results, IReadOnlyList<string> headlines,
        RunDirectory folder)
    {
        // Where nothing but the seed varies, the run's name stands for itself.
        string[] keys = results.Keys.Count > 0 ? [.. results.Keys] : ["run"];
        var ofRuns = OfRuns(results);
        FinalTable.Table(to,
        [
            [.. keys, "replicas", .. headlines, .. ofRuns.Select(column => column.Name)],
            .. results.Combinations.Take(LinesMax).Select(combination => (string[])
            [
                .. keys.Select(key => results.Keys.Count > 0 ? combination[key] ?? "" : combination.Outcome.Run.Name),
                $"{combination.Rows.Count}",
                .. headlines.Select(metric => FinalTable.Number(combination.Mean(metric).Mean)),
                .. ofRuns.Select(column => column.Of(combination.Outcome)),
            ]),
        ]);
        if (results.Combinations.Count > LinesMax)
        {
            to.WriteLine($"... and {results.Combinations.Count - LinesMax:N0} more in {folder["results.csv"]}\n");
        }
    }

    /// <summary>What is said of a whole run: only where each has a line of its own.</summary>
    private static List<(string Name, Func<RunOutcome, string> Of)> OfRuns(SweepResults results)
    {
        var columns = new List<(string, Func<RunOutcome, string>)>();
        var runs = results.Combinations.Select(combination => combination.Outcome).ToList();
        if (runs.Distinct().Count() < runs.Count)
        {
            return columns;
        }
        if (runs.Any(run => run.Expect.Count > 0))
        {
            columns.Add(("expect", run => run.Expect.Count == 0 ? "-"
                : run.Expect.All(e => e.Met) ? "met" : "NOT MET"));
        }
        columns.Add(("seconds", run => $"{run.Seconds:0.0}"));
        return columns;
    }
}
