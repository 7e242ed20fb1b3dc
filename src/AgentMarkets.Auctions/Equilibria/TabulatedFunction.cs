namespace AgentMarkets.Auctions.Equilibria;

/// <summary>A function known at nodes that crowd at both ends of an interval, between them a polynomial of degree 5.
/// </summary>
/// <remarks>With x = 8 t^4 on the lower half and its mirror image on the upper one, nodes are equally spaced in t, and
/// roots of x at an end become smooth. Within 1e-9 where the function has six derivatives in t.</remarks>
internal sealed class TabulatedFunction
{
    // Interpolation with the six nodes around a place, three on each side.
    private const int Around = 6;

    private readonly double _low;
    private readonly double _high;
    private readonly double[] _values;

    /// <param name="values">At <see cref="Nodes"/>.</param>
    public TabulatedFunction(double low, double high, double[] values)
    {
        (_low, _high, _values) = (low, high, values);
    }

    /// <summary>From low to high, both included.</summary>
    /// <param name="cells">Even.</param>
    public static double[] Nodes(double low, double high, int cells = 2048)
    {
        var nodes = new double[cells + 1];
        for (int k = 0; k <= cells / 2; k++)
        {
            double t = (double)k / cells, x = 8 * t * t * t * t;
            nodes[k] = low + (high - low) * x;
            nodes[cells - k] = high - (high - low) * x;
        }
        return nodes;
    }

    /// <summary>The value at x; outside of the interval, that of the nearer end.</summary>
    public double At(double x)
    {
        int cells = _values.Length - 1;
        bool isUpper = x - _low > _high - x;
        double y = Math.Clamp((isUpper ? _high - x : x - _low) / (_high - _low), 0, 0.5);
        // t = (x/8)^(1/4), in cells; all nodes from the same half, since the halves join with a kink in curvature.
        double place = Math.Sqrt(Math.Sqrt(y / 8)) * cells;
        int first = Math.Clamp((int)place - (Around / 2 - 1), 0, cells / 2 - (Around - 1));
        double t = place - first;
        double a = t, b = t - 1, c = t - 2, d = t - 3, e = t - 4, f = t - 5;
        return -Value(0) * b * c * d * e * f / 120 + Value(1) * a * c * d * e * f / 24
            - Value(2) * a * b * d * e * f / 12 + Value(3) * a * b * c * e * f / 12
            - Value(4) * a * b * c * d * f / 24 + Value(5) * a * b * c * d * e / 120;

        double Value(int k) => _values[isUpper ? cells - first - k : first + k];
    }
}
