using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors;

/// <summary>F(v) = ((v - low)/(high - low))^p; with whole p the best of p uniform draws.</summary>
[Card("power", "The distribution function is a power of the uniform one.", "docs/auctions.md, 5")]
public sealed class Power : IPrior
{
    private readonly Settings _settings;
    private readonly QuantileTable _table;

    public Power(Settings settings)
    {
        _settings = settings;
        _table = new QuantileTable(Quantile, v => Density(1, v), settings.Range);
    }

    public sealed record Settings : Interval
    {
        [Setting("The power p: above 1 high types are likelier, below 1 low ones.", Min = 0.1, Positional = true)]
        public double Exponent { get; init; } = 2;
    }

    public bool IsContinuous => true;

    public void Quantile(int bidder, Span<float> u) => _table.Apply(u);

    public void Quantile(int bidder, Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = Quantile(u[k]);
        }
    }

    public double Cdf(int bidder, double v) => Math.Pow(Place(v), _settings.Exponent);

    public double Density(int bidder, double v) => v < _settings.Low || v > _settings.High ? 0
        : _settings.Exponent * Math.Pow(Place(v), _settings.Exponent - 1) / _settings.Range;

    public (double Low, double High) Support(int bidder) => (_settings.Low, _settings.High);

    public (double[] Types, double[] Weights) Grid(int bidder, int size)
    {
        double p = _settings.Exponent;
        return ProductSimpson.Grid(_settings.Low, _settings.High, size, x =>
        {
            // int_0^x t^k p t^(p-1) dt = p/(p+k) x^(p+k)
            double power = Math.Pow(x, p);
            return (power, p / (p + 1) * power * x, p / (p + 2) * power * x * x);
        });
    }

    // v = low + (high - low) u^(1/p)
    private double Quantile(double u) => _settings.Low + _settings.Range * Math.Pow(u, 1 / _settings.Exponent);

    private double Place(double v) => Math.Clamp((v - _settings.Low) / _settings.Range, 0, 1);
}
