namespace AgentMarkets.Core.Diagnostics;

/// <summary>Whether a movement that needs no noise also survives small plain steps: then the game makes it, else the
/// optimiser.</summary>
/// <remarks>Steps D/10 without memory, 4 T rounds: close to the flow dx/dt = g (docs/oscillation.md, 2, D4).</remarks>
/// <param name="Ratio">Movement in the last quarter over that in the first, of medians over replicas.</param>
/// <param name="Survives">Whether the ratio is not small.</param>
/// <param name="Agreeing">Replicas of which each alone gives the same answer.</param>
/// <param name="Path">[4 T, R, K].</param>
public sealed record FlowTest(double Ratio, bool Survives, int Agreeing, int Replicas, Trajectory Path)
{
    private const int Quarters = 4;
    private const double Tiny = 1e-300;

    /// <param name="rounds">T.</param>
    /// <param name="shrink">What steps are multiplied by.</param>
    /// <param name="small">Ratio below which a movement has died.</param>
    public static FlowTest Of(IGradientField field, UpdateRule rule, Standing start, int rounds, double shrink = 0.1,
        double small = 0.3)
    {
        var (path, _) = FrozenRun.Play(field, rule.Plain(shrink), start.Shrunk(shrink), Quarters * rounds);
        double[] first = NoiseOff.Finite(Movement.Of(path.Part(0, rounds)));
        double[] last = NoiseOff.Finite(Movement.Of(path.Part((Quarters - 1) * rounds, rounds)));
        double ratio = Median.Of(last) / Math.Max(Median.Of(first), Tiny);
        bool survives = ratio >= small;
        int agreeing = Enumerable.Range(0, start.Rows)
            .Count(r => last[r] / Math.Max(first[r], Tiny) >= small == survives);
        return new(ratio, survives, agreeing, start.Rows, path);
    }
}
