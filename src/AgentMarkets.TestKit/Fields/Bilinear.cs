using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.TestKit.Fields;

/// <summary>u_1 = x y, u_2 = -x y: the game that only turns.</summary>
/// <param name="sigma">Standard deviation of the normal noise on each gradient of one game.</param>
public sealed class Bilinear(double sigma = 1) : IGradientField
{
    private readonly GameStreams _streams = new();

    public IReadOnlyList<string> Parameters { get; } = ["player-1.x", "player-2.y"];

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        for (int k = 0; k < points.Length; k += 2)
        {
            (gradients[k], gradients[k + 1]) = (points[k + 1], -points[k]);
        }
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        var keys = _streams.Keys(seeds);
        double size = sigma / Math.Sqrt(batch);
        Span<double> noise = stackalloc double[2];
        Expected(points, gradients);
        for (int row = 0; row < seeds.Length; row++)
        {
            NormalDraws.Fill(keys[row], round, noise);
            gradients[2 * row] += size * noise[0];
            gradients[2 * row + 1] += size * noise[1];
        }
    }

    public void Dispose()
    {
    }
}
