namespace AgentMarkets.TestKit.Fields;

/// <summary>Composite Gauss-Legendre quadrature: twelve nodes a panel, exact for polynomials of degree 23.</summary>
internal static class GaussPanels
{
    private const int Order = 12;

    /// <summary>Nodes and weights on [0, <paramref name="length"/>], padded with weights of 0 to a multiple of
    /// <paramref name="multiple"/>.</summary>
    public static (double[] Nodes, double[] Weights) Of(double length, int panels, int multiple)
    {
        var (x, w) = Legendre();
        int count = panels * Order, padded = (count + multiple - 1) / multiple * multiple;
        var nodes = new double[padded];
        var weights = new double[padded];
        double half = length / panels / 2;
        for (int panel = 0; panel < panels; panel++)
        {
            for (int k = 0; k < Order; k++)
            {
                nodes[panel * Order + k] = half * (2 * panel + 1 + x[k]);
                weights[panel * Order + k] = half * w[k];
            }
        }
        return (nodes, weights);
    }

    // Roots of the Legendre polynomial P_12 by Newton's method; w = 2 / ((1 - x^2) P'(x)^2).
    private static (double[], double[]) Legendre()
    {
        var nodes = new double[Order];
        var weights = new double[Order];
        for (int k = 0; k < Order; k++)
        {
            double x = -Math.Cos(Math.PI * (k + 0.75) / (Order + 0.5)), slope = 1;
            for (int step = 0; step < 100; step++)
            {
                double before = 1, now = x;
                for (int degree = 2; degree <= Order; degree++)
                {
                    (before, now) = (now, ((2 * degree - 1) * x * now - (degree - 1) * before) / degree);
                }
                slope = Order * (x * now - before) / (x * x - 1);
                double change = now / slope;
                x -= change;
                if (Math.Abs(change) < 1e-16)
                {
                    break;
                }
            }
            nodes[k] = x;
            weights[k] = 2 / ((1 - x * x) * slope * slope);
        }
        return (nodes, weights);
    }
}
