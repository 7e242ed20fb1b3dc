namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the spread changes with the batch when steps are frozen: as B^(-1/2) when sampling noise makes it, not
/// at all when something else does.</summary>
/// <remarks>
/// B/4, B and 4 B games, T/2 rounds each, of which the first quarter is dropped; least squares of log spread on log B,
/// with the standard error that replicas give (docs/oscillation.md, 2, D3; Mandt, Hoffman and Blei 2017).
/// </remarks>
/// <param name="Evidence">The slope and what it was fitted to.</param>
/// <param name="Points">What was measured, smallest batch first.</param>
public sealed record BatchScan(BatchEvidence Evidence, IReadOnlyList<BatchScan.Point> Points)
{
    private const double Tiny = 1e-300;

    /// <summary>d log spread / d log B.</summary>
    public double Slope => Evidence.Slope;

    public double StandardError => Evidence.Error;

    /// <param name="LogSpread">Mean over replicas of the log of the movement.</param>
    /// <param name="StandardError">Of it, over replicas.</param>
    /// <param name="Path">Without the quarter that is dropped.</param>
    public sealed record Point(int Batch, double LogSpread, double StandardError, Trajectory Path)
    {
        public double Spread => Math.Exp(LogSpread);
    }

    /// <param name="start">The replicas' last states.</param>
    /// <param name="batch">B.</param>
    /// <param name="rounds">T.</param>
    /// <param name="seeds">One a replica; the three runs draw different rounds.</param>
    public static BatchScan Of(
        IGradientField field, UpdateRule rule, Standing start, int batch, int rounds, ulong[] seeds)
    {
        int half = rounds / 2, dropped = half / 4;
        long drawn = 0;
        int[] batches = [Math.Max(1, batch / 4), batch, 4 * batch];
        var paths = new Trajectory[batches.Length];
        for (int i = 0; i < batches.Length; i++)
        {
            var (path, _) = FrozenRun.Play(field, rule, start, half, new GradientDraws(batches[i], seeds, drawn));
            drawn += half * FrozenRun.DrawsOf(rule);
            paths[i] = path.Part(dropped, half - dropped);
        }
        double[][] movements = [.. paths.Select(Movement.Of)];
        int[] moving = [.. Enumerable.Range(0, start.Rows).Where(r => movements.All(batch => batch[r] > 0))];
        int stopped = moving.Length >= 2 ? start.Rows - moving.Length : 0;
        var fitted = stopped == 0 ? Enumerable.Range(0, start.Rows) : moving;
        var evidence = BatchEvidence.Of([.. batches.Select(games => (double)games)],
            [.. movements.Select(all => fitted.Select(r => Math.Max(all[r], Tiny)).ToArray())]) with
        {
            Stopped = stopped,
        };
        return new(evidence, [.. paths.Select((path, i) =>
            new Point(batches[i], evidence.LogSpreads[i], evidence.LogErrors[i], path))]);
    }
}
