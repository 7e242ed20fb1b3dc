using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Integrals of functions that may be steep, or without a slope, at the ends of their interval.</summary>
/// <remarks>
/// Gauss and Legendre with 8 nodes a cell, after the substitution x = (2 t)^4 / 2 on the lower half and its mirror
/// image on the upper one: x^(-1/2) becomes a polynomial (Davis and Rabinowitz 1984, section 2.12).
/// </remarks>
internal static class Quadrature
{
    private static readonly (double Node, double Weight)[] s_nodes = GaussLegendre.OnUnit(8);

    /// <summary>The integral of f from a to b; 0 where b is not above a.</summary>
    /// <param name="cells">Even.</param>
    public static double Integral(Func<double, double> f, double a, double b, int cells = 64)
    {
        double half = 0;
        for (int k = 0; b > a && k < cells / 2; k++)
        {
            foreach (var (node, weight) in s_nodes)
            {
                // t in [0, 1/2], x = 8 t^4, dx = 32 t^3 dt
                double t = (k + node) / cells, x = 8 * t * t * t * t;
                double width = 32 * t * t * t * weight / cells;
                half += width * (f(a + (b - a) * x) + f(b - (b - a) * x));
            }
        }
        return half == 0 ? 0 : half * (b - a);
    }

    /// <summary>The integral of f over a short interval in which it is smooth.</summary>
    public static double Cell(Func<double, double> f, double a, double b)
    {
        double sum = 0;
        foreach (var (node, weight) in s_nodes)
        {
            sum += weight * f(a + (b - a) * node);
        }
        return sum * (b - a);
    }
}
