namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>The distribution of o = 2 V z with V, z independent and uniform on [0,1]:
/// F(o) = o/2 (1 + ln(2/o)) on [0,2].</summary>
internal sealed class MineralRightsObservation : IMarginal
{
    // Newton's method doubles the digits of every step: after a step this small nothing is left but rounding.
    private const double LastStep = 1e-10;
    private const int MostSteps = 64;

    public void Quantile(Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = Quantile(u[k]);
        }
    }

    public double Cdf(double o)
    {
        double x = Math.Clamp(o / 2, 0, 1);
        return x == 0 ? 0 : x * (1 - Math.Log(x));
    }

    /// <summary>f(o) = ln(2/o)/2.</summary>
    public double Density(double o) => o < 0 || o > 2 ? 0 : Math.Log(2 / o) / 2;

    public (double Low, double High) Support => (0, 2);

    public (double[] Observations, double[] Weights) Grid(int size) => ProductSimpson.Grid(0, 2, size, x =>
    {
        // int_0^x t^k (-ln t) dt = x^(k+1) (1/(k+1) - ln x)/(k+1)
        double log = x == 0 ? 0 : Math.Log(x);
        return (x * (1 - log), x * x * (0.5 - log) / 2, x * x * x * (1.0 / 3 - log) / 3);
    });

    private static double Quantile(double u)
    {
        if (u <= 0 || u >= 1)
        {
            return u <= 0 ? 0 : 2;
        }
        // With x = o/2 = e^-t: F = e^-t (1 + t), and 1 - F = t^2/2 - t^3/3 + ... near t = 0. Newton on
        // ln F = ln(1 + t) - t = ln u, which falls and is concave, from a t that is too large.
        double log = Math.Log(u), t = Math.Sqrt(-2 * log) - log;
        for (int k = 0; k < MostSteps; k++)
        {
            double step = (Math.Log(1 + t) - t - log) * (1 + t) / t;
            t += step;
            if (!(Math.Abs(step) > LastStep * t))
            {
                break;
            }
        }
        return 2 * Math.Exp(-t);
    }
}
