namespace AgentMarkets.Core.Diagnostics;

/// <summary>What happens when the sampling noise is switched off: movement that goes on was not made by it.</summary>
/// <remarks>
/// Expected gradients and frozen steps from the replicas' last states. a1 and a4 are the movements in the first and the
/// last quarter of a piece of T rounds; while the movement is still large and shrinking, another piece follows
/// (docs/oscillation.md, 2, D4).
/// </remarks>
/// <param name="First">a1, median over replicas, of the last piece.</param>
/// <param name="Last">a4, likewise.</param>
/// <param name="Ratio">q = a4 / spread of the run with noise.</param>
/// <param name="Decay">a4 / a1.</param>
/// <param name="Straightness">Of the last half of the last piece, median over replicas.</param>
/// <param name="Persists">Whether the movement goes on without noise.</param>
/// <param name="Agreeing">Replicas of which each alone gives the same answer; fewer than all mean several
/// attractors.</param>
/// <param name="Replicas">How many there are.</param>
/// <param name="Pieces">The paths, T rounds each, the first one first.</param>
/// <param name="End">Where everybody stands at the end.</param>
public sealed record NoiseOff(double First, double Last, double Ratio, double Decay, double Straightness, bool Persists,
    int Agreeing, int Replicas, IReadOnlyList<Trajectory> Pieces, Standing End)
{
    /// <summary>T rounds at most so often.</summary>
    public const int MostPieces = 4;

    private const double Tiny = 1e-300;

    /// <summary>Rounds played.</summary>
    public int Rounds => Pieces.Sum(piece => piece.Rounds);

    /// <summary>Mean of the last quarter over time and replicas, [K].</summary>
    public double[] Rest
    {
        get
        {
            var path = Pieces[^1];
            int from = path.Rounds - path.Rounds / 4;
            var means = new double[path.Observables];
            for (int t = from; t < path.Rounds; t++)
            {
                var round = path.Round(t);
                for (int i = 0; i < round.Length; i++)
                {
                    means[i % means.Length] += round[i];
                }
            }
            return [.. means.Select(sum => sum / (path.Rounds - from) / path.Replicas)];
        }
    }

    /// <param name="start">The replicas' last states.</param>
    /// <param name="rounds">T.</param>
    /// <param name="spread">Of the run with noise.</param>
    /// <param name="limits">Left, decay and tolerance; the usual ones where there are none.</param>
    /// <param name="most">Pieces at most.</param>
    public static NoiseOff Of(IGradientField field, UpdateRule rule, Standing start, int rounds, double spread,
        VerdictSettings? limits = null, int most = MostPieces)
    {
        limits ??= new VerdictSettings();
        var pieces = new List<Trajectory>();
        while (true)
        {
            (var path, start) = FrozenRun.Play(field, rule, start, rounds);
            pieces.Add(path);
            int quarter = rounds / 4;
            double[] first = Finite(Movement.Of(path.Part(0, quarter)));
            double[] last = Finite(Movement.Of(path.Part(rounds - quarter, quarter)));
            double a1 = Median.Of(first), a4 = Median.Of(last);
            double q = a4 / Math.Max(spread, Tiny), decay = a4 / Math.Max(a1, Tiny);
            if (pieces.Count == most || q < limits.Left || decay > limits.Decay || spread < limits.Tolerance)
            {
                bool persists = Persist(a1, a4, spread, limits);
                int agreeing = Enumerable.Range(0, start.Rows)
                    .Count(r => Persist(first[r], last[r], spread, limits) == persists);
                double straight = Median.Of(
                    Diagnostics.Straightness.Of(path.Part(rounds / 2, rounds - rounds / 2)));
                return new(a1, a4, q, decay, straight, persists, agreeing, start.Rows, pieces, start);
            }
        }
    }

    // What has run off to infinity has not stopped.
    internal static double[] Finite(double[] movements) =>
        [.. movements.Select(movement => double.IsFinite(movement) ? movement : double.MaxValue)];

    private static bool Persist(double a1, double a4, double spread, VerdictSettings limits) =>
        a4 / Math.Max(spread, Tiny) >= limits.Left && a4 / Math.Max(a1, Tiny) > limits.Decay && a4 > limits.Tolerance;
}
