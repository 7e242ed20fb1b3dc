using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>The game of case a between two bidders who learn one share together: one parameter, seen twice.</summary>
internal sealed class OneShare : IGradientField
{
    private readonly LinearFirstPrice _game = new();

    public IReadOnlyList<string> Parameters { get; } = ["bidders.theta"];

    public IReadOnlyList<string> Observables { get; } = ["bidder-1.theta", "bidder-2.theta"];

    public Expectation Expectation => _game.Expectation;

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        var (both, all) = (Twice(points), new double[2 * points.Length]);
        _game.Expected(both, all);
        Mean(all, gradients);
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        var (both, all) = (Twice(points), new double[2 * points.Length]);
        _game.Sampled(both, seeds, round, batch, all);
        Mean(all, gradients);
    }

    public void Observe(ReadOnlySpan<double> points, Span<double> observed) => Twice(points).CopyTo(observed);

    public void Dispose() => _game.Dispose();

    private static double[] Twice(ReadOnlySpan<double> points)
    {
        var both = new double[2 * points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            (both[2 * i], both[2 * i + 1]) = (points[i], points[i]);
        }
        return both;
    }

    private static void Mean(double[] all, Span<double> gradients)
    {
        for (int i = 0; i < gradients.Length; i++)
        {
            gradients[i] = (all[2 * i] + all[2 * i + 1]) / 2;
        }
    }
}
