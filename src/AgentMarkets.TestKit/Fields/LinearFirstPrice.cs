using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Two bidders in a first-price auction with a soft allocation, each bidding a share of its value.</summary>
/// <remarks>
/// b_i = w_i v_i, w_i = sigmoid(theta_i), v_i uniform on [0, h_i], u_i = (v_i - b_i) sigmoid(beta (b_i - b_j)). The
/// rival's value is integrated in closed form,
/// p(b) = [softplus(beta b) - softplus(beta (b - w_j h_j))] / (beta w_j h_j);
/// Gauss-Legendre panels integrate the bidder's own (docs/oscillation.md, 2, D1).
/// </remarks>
public sealed class LinearFirstPrice : IGradientField
{
    private readonly double _beta;
    private readonly double[] _h;
    private readonly double[][] _nodes = new double[2][], _weights = new double[2][];
    private readonly GameStreams _streams = new();
    private float[] _values = [];

    /// <param name="beta">Steepness of the soft allocation.</param>
    /// <param name="panels">Panels of twelve nodes; 0: as many as keep the error near 1e-12.</param>
    public LinearFirstPrice(double beta = 50, double h1 = 1, double h2 = 1, int panels = 0)
    {
        _beta = beta;
        _h = [h1, h2];
        for (int i = 0; i < 2; i++)
        {
            int count = panels > 0 ? panels : 8 * (int)Math.Ceiling(Math.Max(1, beta * Math.Max(h1, h2) / 50));
            (_nodes[i], _weights[i]) = GaussPanels.Of(_h[i], count, VectorMath.DoubleLanes);
        }
    }

    public IReadOnlyList<string> Parameters { get; } = ["bidder-1.theta", "bidder-2.theta"];

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    /// <summary>w = sigmoid(theta).</summary>
    public static double Share(double theta) => 1 / (1 + Math.Exp(-theta));

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        for (int k = 0; k < points.Length; k += 2)
        {
            double w1 = Share(points[k]), w2 = Share(points[k + 1]);
            gradients[k] = Slope(0, w1, w2) * w1 * (1 - w1);
            gradients[k + 1] = Slope(1, w2, w1) * w2 * (1 - w2);
        }
    }

    // dU/dw = int [-v p(w v) + (1 - w) v^2 p'(w v)] dv / h, p'(b) = [sigmoid(beta b) - sigmoid(beta (b - w_j h_j))]
    // / (w_j h_j).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Slope(int bidder, double w, double rival)
    {
        double top = rival * _h[1 - bidder];
        var betaW = Vector512.Create(_beta * w);
        var shift = Vector512.Create(_beta * top);
        var share = Vector512.Create(-1 / (_beta * top));
        var gain = Vector512.Create((1 - w) / top);
        var sum = Vector512<double>.Zero;
        double[] nodes = _nodes[bidder], weights = _weights[bidder];
        for (int k = 0; k < nodes.Length; k += VectorMath.DoubleLanes)
        {
            var v = Vector512.Create(nodes, k);
            var a = betaW * v;
            var (highSoft, high) = SoftplusAndSigmoid(a);
            var (lowSoft, low) = SoftplusAndSigmoid(a - shift);
            var inside = (highSoft - lowSoft) * share + (high - low) * gain * v;
            sum = Vector512.FusedMultiplyAdd(inside * v, Vector512.Create(weights, k), sum);
        }
        return VectorMath.Sum(sum) / _h[bidder];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double>, Vector512<double>) SoftplusAndSigmoid(Vector512<double> x)
    {
        var one = Vector512<double>.One;
        var small = VectorMath.Exp(-Vector512.Abs(x));
        var whole = one + small;
        var isPositive = Vector512.GreaterThanOrEqual(x, Vector512<double>.Zero);
        return (Vector512.MaxNative(x, Vector512<double>.Zero) + VectorMath.Log(whole),
            Vector512.ConditionalSelect(isPositive, one, small) / whole);
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        // Padding has value 0, whose gradient is 0.
        int padded = (batch + VectorMath.DoubleLanes - 1) / VectorMath.DoubleLanes * VectorMath.DoubleLanes;
        if (_values.Length != 2 * padded)
        {
            _values = new float[2 * padded];
        }
        var keys = _streams.Keys(seeds);
        for (int row = 0; row < seeds.Length; row++)
        {
            _values.AsSpan().Clear();
            new RandomStream(keys[row], round).Uniform(_values.AsSpan(0, 2 * batch));
            _values.AsSpan(batch, batch).CopyTo(_values.AsSpan(padded));
            _values.AsSpan(batch, padded - batch).Clear();
            double w1 = Share(points[2 * row]), w2 = Share(points[2 * row + 1]);
            var (g1, g2) = Sum(padded, w1, w2);
            gradients[2 * row] = g1 * w1 * (1 - w1) / batch;
            gradients[2 * row + 1] = g2 * w2 * (1 - w2) / batch;
        }
    }

    // With z = sigmoid(beta (b_1 - b_2)): g_1 = v_1 [(v_1 - b_1) beta z (1 - z) - z], and g_2 with 1 - z.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double, double) Sum(int padded, double w1, double w2)
    {
        Vector512<double> sum1 = default, sum2 = default, one = Vector512<double>.One;
        var beta = Vector512.Create(_beta);
        for (int k = 0; k < padded; k += VectorMath.DoubleLanes)
        {
            var v1 = Wide(k) * Vector512.Create(_h[0]);
            var v2 = Wide(padded + k) * Vector512.Create(_h[1]);
            var b1 = v1 * Vector512.Create(w1);
            var b2 = v2 * Vector512.Create(w2);
            var z = one / (one + VectorMath.Exp(beta * (b2 - b1)));
            var slope = beta * z * (one - z);
            sum1 += v1 * ((v1 - b1) * slope - z);
            sum2 += v2 * ((v2 - b2) * slope - (one - z));
        }
        return (VectorMath.Sum(sum1), VectorMath.Sum(sum2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Wide(int at)
    {
        var (low, high) = Vector256.Widen(Vector256.Create(_values, at));
        return Vector512.Create(low, high);
    }

    public void Dispose()
    {
    }
}
