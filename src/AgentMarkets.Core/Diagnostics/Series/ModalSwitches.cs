namespace AgentMarkets.Core.Diagnostics;

/// <summary>When the most probable action of a player changes, and how much longer each stays than the one
/// before.</summary>
/// <remarks>
/// Over the whole run, not its window: a run that stands near a vertex between two switches looks settled. In Shapley's
/// (1964) game dwell times grow by s^2 = 2.1479 with s^3 = s^2 + 1 (docs/oscillation.md, 4, f2).
/// </remarks>
/// <param name="Rounds">Per replica, from 0: the first round of each new modal action.</param>
/// <param name="Count">Switches, median over replicas.</param>
/// <param name="DwellRatio">Median over replicas of sqrt(d_last / d_last-2), the mean growth over the last two dwell
/// times; nothing if no replica has five switches.</param>
/// <param name="CountRange">Fewest and most switches of a replica.</param>
public sealed record ModalSwitches(
    int[][] Rounds, double Count, double? DwellRatio, (int Fewest, int Most) CountRange)
{
    // Dwell times needed for a ratio: the first ones still remember the start.
    private const int Dwells = 4;

    /// <summary>The switches of one player.</summary>
    /// <param name="path">[T, R, K], probabilities among the observables.</param>
    /// <param name="first">Column of the player's first action.</param>
    /// <param name="actions">Columns from there on.</param>
    public static ModalSwitches Of(Trajectory path, int first, int actions)
    {
        int[][] rounds = [.. Enumerable.Range(0, path.Replicas).Select(r => Switches(path, r, first, actions))];
        double[] ratios = [.. rounds.Where(at => at.Length > Dwells).Select(LastRatio)];
        return new ModalSwitches(
            rounds, Median([.. rounds.Select(at => (double)at.Length)]), ratios.Length > 0 ? Median(ratios) : null,
            (rounds.Min(at => at.Length), rounds.Max(at => at.Length)));
    }

    /// <summary>The median; of an even number of values the mean of the two in the middle.</summary>
    public static double Median(double[] values) => Experiments.Statistics.Quantile([.. values], 0.5);

    private static double LastRatio(int[] at)
    {
        double last = at[^1] - at[^2], twoBefore = at[^3] - at[^4];
        return Math.Sqrt(last / twoBefore);
    }

    private static int[] Switches(Trajectory path, int replica, int first, int actions)
    {
        var at = new List<int>();
        int modal = -1;
        for (int t = 0; t < path.Rounds; t++)
        {
            ReadOnlySpan<double> row = path.Round(t).Slice(replica * path.Observables + first, actions);
            int best = 0;
            for (int a = 1; a < actions; a++)
            {
                best = row[a] > row[best] ? a : best;
            }
            if (modal >= 0 && best != modal)
            {
                at.Add(t);
            }
            modal = best;
        }
        return [.. at];
    }
}
