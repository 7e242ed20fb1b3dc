using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Two contestants who choose efforts: u_i = V_i (1 + delta_i) x_i / (x_1 + x_2) - x_i.</summary>
/// <remarks>
/// Tullock (1980). In equilibrium x_i = V_i^2 V_j / (V_1 + V_2)^2; unequal values make the efforts turn around it.
/// </remarks>
/// <param name="shock">delta_i is uniform on [-shock, shock].</param>
public sealed class TullockContest(double v1 = 16, double v2 = 1, double shock = 0.5) : IGradientField
{
    private const double LeastEffort = 1e-6;

    private readonly PrizeShocks _shocks = new(2, shock);
    private double[] _means = [];

    public IReadOnlyList<string> Parameters { get; } = ["contestant-1.x", "contestant-2.x"];

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    /// <summary>The equilibrium, [2].</summary>
    public double[] Equilibrium => [v1 * v1 * v2 / (v1 + v2) / (v1 + v2), v2 * v2 * v1 / (v1 + v2) / (v1 + v2)];

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        for (int k = 0; k < points.Length; k += 2)
        {
            var (first, second) = Slopes(points[k], points[k + 1]);
            (gradients[k], gradients[k + 1]) = (first - 1, second - 1);
        }
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        if (_means.Length != points.Length)
        {
            _means = new double[points.Length];
        }
        _shocks.Means(seeds, round, batch, _means);
        for (int k = 0; k < points.Length; k += 2)
        {
            var (first, second) = Slopes(points[k], points[k + 1]);
            gradients[k] = first * (1 + _means[k]) - 1;
            gradients[k + 1] = second * (1 + _means[k + 1]) - 1;
        }
    }

    public void Confine(Span<double> points)
    {
        foreach (ref double effort in points)
        {
            effort = Math.Max(effort, LeastEffort);
        }
    }

    public void Dispose()
    {
    }

    private (double, double) Slopes(double x1, double x2)
    {
        double all = x1 + x2;
        return (v1 * x2 / (all * all), v2 * x1 / (all * all));
    }
}
