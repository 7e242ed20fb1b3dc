namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>The distribution of a x + b y with x, y independent and uniform on [0,1].</summary>
/// <remarks>Its density rises along a line to min(a, b), is flat to max(a, b), and falls symmetrically to
/// a + b.</remarks>
internal sealed class UniformSum(double a, double b) : IMarginal
{
    private readonly double _shorter = Math.Min(a, b);
    private readonly double _longer = Math.Max(a, b);

    private double High => _shorter + _longer;

    public void Quantile(Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = Quantile(u[k]);
        }
    }

    public double Cdf(double o) => o <= High / 2 ? Below(Math.Max(0, o)) : 1 - Below(Math.Max(0, High - o));

    public double Density(double o)
    {
        double end = Math.Min(o, High - o);
        return end < 0 ? 0 : end < _shorter ? end / (_shorter * _longer) : 1 / _longer;
    }

    public (double Low, double High) Support => (0, High);

    public (double[] Observations, double[] Weights) Grid(int size) =>
        ProductSimpson.Grid(0, High, size, Moments);

    /// <summary>F(o) for o in the lower half: o^2/(2ab), and from min(a,b) on a straight line.</summary>
    private double Below(double o) =>
        o < _shorter ? o * o / (2 * _shorter * _longer) : (o - _shorter / 2) / _longer;

    private double Quantile(double u) => u <= 0.5 ? Distance(u) : High - Distance(1 - u);

    private double Distance(double p) => 2 * p * _longer < _shorter
        ? Math.Sqrt(2 * p * _shorter * _longer)
        : p * _longer + _shorter / 2;

    /// <summary>The moments up to x of the distribution on [0,1]: f = slope (x - (x-c)+ - (x-d)+ + (x-1)+), piece by
    /// piece.</summary>
    private (double Mass, double First, double Second) Moments(double x)
    {
        double c = _shorter / High, d = _longer / High;
        if (c == 0)
        {
            return (x, x * x / 2, x * x * x / 3);
        }
        double first = 0, second = 0;
        foreach (var (corner, sign) in ((double, int)[])[(0, 1), (c, -1), (d, -1)])
        {
            // int (t - q) t^k dt from q to x, with h = x - q: h^3/3 + q h^2/2, h^4/4 + 2 q h^3/3 + q^2 h^2/2
            double h = Math.Max(0, x - corner), weight = sign / (c * d);
            first += weight * (h * h * h / 3 + corner * h * h / 2);
            second += weight * (h * h * h * h / 4 + 2 * corner * h * h * h / 3 + corner * corner * h * h / 2);
        }
        return (Cdf(x * High), first, second);
    }
}
