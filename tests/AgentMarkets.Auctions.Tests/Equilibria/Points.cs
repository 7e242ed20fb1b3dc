namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>Points that fill a cube evenly, for means of many variables without chance.</summary>
internal static class Points
{
    /// <summary>[count, dimensions]: the fractional parts of k alpha^j, alpha the root of x^(d+1) = x + 1 (Roberts
    /// 2018).
    /// </summary>
    public static double[] Spread(int count, int dimensions)
    {
        double root = 2;
        for (int step = 0; step < 64; step++)
        {
            root = Math.Pow(1 + root, 1.0 / (dimensions + 1));
        }
        var points = new double[count * dimensions];
        for (int j = 0; j < dimensions; j++)
        {
            double alpha = Math.Pow(root, -(j + 1));
            for (int k = 0; k < count; k++)
            {
                points[k * dimensions + j] = (0.5 + (k + 1) * alpha) % 1;
            }
        }
        return points;
    }
}
