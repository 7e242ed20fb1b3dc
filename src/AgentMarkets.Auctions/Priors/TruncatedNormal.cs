using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Priors;

/// <summary>A normal distribution, given that the type lies between low and high.</summary>
/// <remarks>
/// With Phi the normal cdf, alpha = (low - mu)/sd and omega = (high - mu)/sd:
/// v = mu + sd Phi^-1(Phi(alpha) + u (Phi(omega) - Phi(alpha))). Nothing is clipped: that would make atoms.
/// </remarks>
[Card("truncated-normal", "A normal distribution, given that the type lies between low and high.",
    "docs/auctions.md, 5")]
public sealed class TruncatedNormal : IPrior
{
    // Farther out, or flatter, rounding is a visible part of the distribution.
    private const double FarthestMean = 20;
    private const double WidestDeviation = 100;

    private static readonly double s_rootOfTwo = Math.Sqrt(2);

    private readonly Settings _settings;
    private readonly double _alpha;
    private readonly double _omega;
    private readonly double _mass;
    private readonly QuantileTable _table;

    public TruncatedNormal(Settings settings)
    {
        _settings = settings;
        _alpha = Standard(settings.Low);
        _omega = Standard(settings.High);
        _mass = Below(_omega);
        _table = new QuantileTable(Quantile, v => Density(1, v), settings.Range);
    }

    public sealed record Settings : Interval
    {
        [Setting("The mean of the normal distribution before it is truncated.")]
        public double Mean { get; init; } = 0.5;

        [Setting("The standard deviation of the normal distribution before it is truncated.", Above = 0)]
        public double Deviation { get; init; } = 0.25;

        public override void Check(Problems problems, Place place)
        {
            base.Check(problems, place);
            if (Mean < Low - FarthestMean * Deviation || Mean > High + FarthestMean * Deviation)
            {
                problems.Add(place.Of("mean"), $"{Mean}",
                    $"must be within {FarthestMean} deviations of the interval from low to high");
            }
            if (High > Low && Deviation > WidestDeviation * Range)
            {
                problems.Add(place.Of("deviation"), $"{Deviation}",
                    $"must be at most {WidestDeviation} times high - low, which is {Range}",
                    "Beyond that the prior is 'uniform'.");
            }
        }
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

    public double Cdf(int bidder, double v) => v <= _settings.Low ? 0
        : v >= _settings.High ? 1
        : Below(Standard(v)) / _mass;

    public double Density(int bidder, double v) => v < _settings.Low || v > _settings.High ? 0
        : Bell(Standard(v)) / (_mass * _settings.Deviation);

    public (double Low, double High) Support(int bidder) => (_settings.Low, _settings.High);

    public (double[] Types, double[] Weights) Grid(int bidder, int size)
    {
        double width = _omega - _alpha, bellAtLow = Bell(_alpha);
        return ProductSimpson.Grid(_settings.Low, _settings.High, size, x =>
        {
            // With z = alpha + width x and t from alpha to z: int phi = Phi(z) - Phi(alpha), int t phi = phi(alpha) -
            // phi(z), int t^2 phi = int phi + alpha phi(alpha) - z phi(z); hence the moments of t - alpha.
            double z = x == 1 ? _omega : _alpha + width * x;
            double mass = Below(z), bell = Bell(z);
            double first = bellAtLow - bell - _alpha * mass;
            double second = (1 + _alpha * _alpha) * mass - _alpha * bellAtLow + (2 * _alpha - z) * bell;
            return (mass / _mass, first / (_mass * width), second / (_mass * width * width));
        });
    }

    private static double Bell(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>1 - Phi(z), exact to its own last digits however small it is.</summary>
    private static double Above(double z) => SpecialFunctions.Erfc(z / s_rootOfTwo) / 2;

    /// <summary>Phi(z) - Phi(alpha), from the tails on whose side z is.</summary>
    private double Below(double z) => z <= 0 ? Above(-z) - Above(-_alpha)
        : _alpha >= 0 ? Above(_alpha) - Above(z)
        : 1 - Above(-_alpha) - Above(z);

    private double Quantile(double u)
    {
        double lower = _alpha < 0 ? Above(-_alpha) + u * _mass : 1;
        double z = lower <= 0.5
            ? -s_rootOfTwo * SpecialFunctions.ErfcInv(2 * lower)
            : s_rootOfTwo * SpecialFunctions.ErfcInv(2 * (Above(_omega) + (1 - u) * _mass));
        // The ends are reached but for rounding.
        return Math.Clamp(_settings.Mean + _settings.Deviation * z, _settings.Low, _settings.High);
    }

    private double Standard(double v) => (v - _settings.Mean) / _settings.Deviation;
}
