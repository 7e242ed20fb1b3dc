namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the spread changes with the batch when steps are frozen: as B^(-1/2) when sampling noise makes it, not
/// at all when something else does.</summary>
/// <remarks>
/// B/4, B and 4 B games, T/2 rounds each, of which the first quarter is dropped; least squares of log spread on log B,
/// with the standard error that replicas give (docs/oscillation.md, 2, D3; Mandt, Hoffman and Blei 2017).
/// </remarks>
/// <param name="Slope">d log spread / d log B.</param>
/// <param name="Points">What was measured, smallest batch first.</param>
public sealed record BatchScan(double Slope, double StandardError, IReadOnlyList<BatchScan.Point> Points)
{
    private const double Tiny = 1e-300;

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
        var points = new List<Point>();
        foreach (int games in (int[])[Math.Max(1, batch / 4), batch, 4 * batch])
        {
            var (path, _) = FrozenRun.Play(field, rule, start, half, new GradientDraws(games, seeds, drawn));
            drawn += half * FrozenRun.DrawsOf(rule);
            var kept = path.Part(dropped, half - dropped);
            double[] logs = [.. Movement.Of(kept).Select(movement => Math.Log(Math.Max(movement, Tiny)))];
            double mean = logs.Average();
            double variance = logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1) / logs.Length;
            points.Add(new(games, mean, Math.Sqrt(variance), kept));
        }
        return Fitted(points);
    }

    private static BatchScan Fitted(List<Point> points)
    {
        double centre = points.Average(point => Math.Log(point.Batch)), squares = 0, slope = 0, variance = 0;
        foreach (var point in points)
        {
            double x = Math.Log(point.Batch) - centre;
            squares += x * x;
            slope += x * point.LogSpread;
            variance += x * x * point.StandardError * point.StandardError;
        }
        return new(slope / squares, Math.Sqrt(variance) / squares, points);
    }
}
