namespace AgentMarkets.Auctions.Opposition;

/// <summary>Quadrature that is exact for polynomials up to degree 2n - 1 (Abramowitz and Stegun 1964,
/// 25.4.30).</summary>
internal static class GaussLegendre
{
    /// <summary>On [0,1]: exact for up to 15 rivals that tie, and close beyond.</summary>
    public static readonly (double Node, double Weight)[] Eight = OnUnit(8);

    /// <summary>Nodes and weights on [0,1], ascending.</summary>
    public static (double Node, double Weight)[] OnUnit(int n)
    {
        var found = new (double Node, double Weight)[n];
        for (int k = 0; k < n; k++)
        {
            // Newton from the usual first guess at the roots of the Legendre polynomial P_n.
            double x = -Math.Cos(Math.PI * (k + 0.75) / (n + 0.5)), slope = 1;
            for (int step = 0; step < 100; step++)
            {
                double last = 1, value = x;
                for (int j = 2; j <= n; j++)
                {
                    (last, value) = (value, ((2 * j - 1) * x * value - (j - 1) * last) / j);
                }
                slope = n * (x * value - last) / (x * x - 1);
                double change = value / slope;
                x -= change;
                if (Math.Abs(change) < 1e-15)
                {
                    break;
                }
            }
            found[k] = ((x + 1) / 2, 1 / ((1 - x * x) * slope * slope));
        }
        return found;
    }
}
