using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Contestants in a ring, each against the next: u_i = (1 + delta_i) x_i / (x_i + k x_{i+1}) - x_i, with
/// theta = ln x.</summary>
/// <remarks>
/// The symmetric equilibrium is x = k / (1 + k)^2. For three contestants it loses its stability at k = 5, and a limit
/// cycle surrounds it from there on.
/// </remarks>
/// <param name="shock">delta_i is uniform on [-shock, shock].</param>
public sealed class RingContest(int contestants = 3, double k = 8, double shock = 0.5) : IGradientField
{
    private readonly PrizeShocks _shocks = new(contestants, shock);
    private double[] _efforts = [], _means = [];

    public IReadOnlyList<string> Parameters { get; } =
        [.. Enumerable.Range(1, contestants).Select(i => $"contestant-{i}.theta")];

    public IReadOnlyList<string> Observables => [.. Parameters.Take(16)];

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    /// <summary>The symmetric equilibrium in theta, [contestants].</summary>
    public double[] Equilibrium => [.. Enumerable.Repeat(Math.Log(k / ((1 + k) * (1 + k))), contestants)];

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        Prepare(points);
        _means.AsSpan().Clear();
        Write(gradients);
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        Prepare(points);
        _shocks.Means(seeds, round, batch, _means);
        Write(gradients);
    }

    public void Observe(ReadOnlySpan<double> points, Span<double> observed)
    {
        int seen = Math.Min(contestants, 16);
        for (int row = 0; row < points.Length / contestants; row++)
        {
            points.Slice(row * contestants, seen).CopyTo(observed[(row * seen)..]);
        }
    }

    public void Dispose()
    {
    }

    private void Prepare(ReadOnlySpan<double> points)
    {
        if (_efforts.Length != points.Length)
        {
            _efforts = new double[points.Length];
            _means = new double[points.Length];
        }
        // Row by row: which lanes of a vector a number meets must not depend on the rows beside it.
        points.CopyTo(_efforts);
        for (int row = 0; row < points.Length; row += contestants)
        {
            Elementwise.Exp(_efforts.AsSpan(row, contestants));
        }
    }

    // du_i / dtheta_i = (1 + delta_i) k y x / (x + k y)^2 - x, y = x_{i+1}.
    private void Write(Span<double> gradients)
    {
        for (int row = 0; row < _efforts.Length; row += contestants)
        {
            for (int i = 0; i < contestants; i++)
            {
                double x = _efforts[row + i], y = k * _efforts[row + (i + 1) % contestants];
                gradients[row + i] = (1 + _means[row + i]) * y * x / ((x + y) * (x + y)) - x;
            }
        }
    }
}
