namespace AgentMarkets.Cli;

/// <summary>The metrics that many runs together are about. Of one experiment: those of its progress lines, and those
/// that a rule is about. Of several: those of the progress lines and tables of most experiments of a family,
/// since a column for every rule of every experiment would be a table that nobody can read.</summary>
internal sealed class Headlines
{
    private readonly List<(string Experiment, Type Game, IReadOnlyList<string> Progress)> _runs = [];
    private readonly List<string> _named = [];

    /// <param name="experiment">The experiment's name.</param>
    public void Add(string experiment, Prepared run)
    {
        _runs.Add((experiment, run.Game.GetType(), [.. run.Game.ProgressMetrics.Union(run.Game.TableMetrics)]));
        _named.AddRange(run.Game.ProgressMetrics.Concat(run.Experiment.Expect.Select(rule => rule.Metric)));
    }

    /// <summary>Each once, in the order met.</summary>
    public IReadOnlyList<string> Chosen => _runs.Select(run => run.Experiment).Distinct().Count() == 1
        ? [.. _named.Distinct()]
        : [.. _runs.GroupBy(run => run.Game).SelectMany(family => family.SelectMany(run => run.Progress).Distinct()
            .Where(metric => 2 * family.Count(run => run.Progress.Contains(metric)) > family.Count())).Distinct()];
}
