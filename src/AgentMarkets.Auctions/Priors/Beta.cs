using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Priors;

/// <summary>v = low + (high - low) x, where x has the density x^(a-1) (1-x)^(b-1) / B(a,b).</summary>
/// <remarks>Below a shape of 1/2 the density rises so steeply at its end that the types nearest to it differ by less
/// than a 64-bit number resolves, unless the end is 0.</remarks>
[Card("beta", "The beta distribution between low and high.", "docs/auctions.md, 5")]
public sealed class Beta : IPrior
{
    // Newton's method doubles the digits of every step: after a step this small nothing is left but rounding.
    private const double LastStep = 1e-11;
    private const int MostSteps = 64;

    private readonly Settings _settings;
    private readonly double _logBeta;
    private readonly double _belowMiddle;
    private readonly QuantileTable? _table;

    public Beta(Settings settings)
    {
        _settings = settings;
        _logBeta = SpecialFunctions.BetaLn(settings.A, settings.B);
        _belowMiddle = SpecialFunctions.BetaRegularized(settings.A, settings.B, 0.5);
        _table = new QuantileTable(Quantile, v => Density(1, v), settings.Range);
    }

    public sealed record Settings : Interval
    {
        [Setting("The shape at the lowest type: above 1 the density vanishes there, below 1 it is infinite.",
            Min = 0.1, Max = 1000)]
        public double A { get; init; } = 2;

        [Setting("The shape at the highest type.", Min = 0.1, Max = 1000)]
        public double B { get; init; } = 2;
    }

    public bool IsContinuous => true;

    public void Quantile(int bidder, Span<float> u) => _table!.Apply(u);

    public void Quantile(int bidder, Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = Quantile(u[k]);
        }
    }

    public double Cdf(int bidder, double v)
    {
        // F = I_x(a,b) = 1 - I_{1-x}(b,a), from the nearer end, whose distance is known exactly.
        double x = FromLow(v), y = FromHigh(v);
        return x <= 0.5
            ? SpecialFunctions.BetaRegularized(_settings.A, _settings.B, x)
            : 1 - SpecialFunctions.BetaRegularized(_settings.B, _settings.A, y);
    }

    public double Density(int bidder, double v) => v < _settings.Low || v > _settings.High ? 0
        : Math.Exp(LogPower(FromLow(v), _settings.A - 1) + LogPower(FromHigh(v), _settings.B - 1) - _logBeta)
            / _settings.Range;

    public (double Low, double High) Support(int bidder) => (_settings.Low, _settings.High);

    public (double[] Types, double[] Weights) Grid(int bidder, int size)
    {
        double a = _settings.A, b = _settings.B, first = a / (a + b), second = first * (a + 1) / (a + b + 1);
        // int_0^x t^k f = E x^k I_x(a+k, b)
        return ProductSimpson.Grid(_settings.Low, _settings.High, size, x => (
            SpecialFunctions.BetaRegularized(a, b, x),
            first * SpecialFunctions.BetaRegularized(a + 1, b, x),
            second * SpecialFunctions.BetaRegularized(a + 2, b, x)));
    }

    private double Quantile(double u)
    {
        if (u <= 0 || u >= 1)
        {
            return u <= 0 ? _settings.Low : _settings.High;
        }
        // Where the table has nothing it would ask here.
        double near = _table is not null && _table.Covers(u) ? _table.At(u) : double.NaN;
        return u <= _belowMiddle
            ? _settings.Low + _settings.Range * Distance(_settings.A, _settings.B, u, FromLow(near))
            : _settings.High - _settings.Range * Distance(_settings.B, _settings.A, 1 - u, FromHigh(near));
    }

    /// <summary>The x of at most 1/2 with I_x(a,b) = p.</summary>
    /// <param name="start">Close to x; where it is not above 0, the start is the power that I_x is close to 0.</param>
    private double Distance(double a, double b, double p, double start)
    {
        // Newton's method on ln I = ln p in s = ln x: close to the end ln I is a straight line in s, farther off it
        // bends one way, so that no step can overshoot twice. d ln I / ds = x f / I.
        double logP = Math.Log(p), middle = Math.Log(0.5);
        double s = Math.Min(start > 0 ? Math.Log(start) : (logP + Math.Log(a) + _logBeta) / a, middle);
        for (int k = 0; k < MostSteps; k++)
        {
            double x = Math.Exp(s), value = SpecialFunctions.BetaRegularized(a, b, x);
            double slope = Math.Exp(a * s + (b - 1) * Math.Log(1 - x) - _logBeta);
            double step = (logP - Math.Log(value)) * value / slope;
            s = Math.Min(s + step, middle);
            if (!(Math.Abs(step) > LastStep))
            {
                break;
            }
        }
        return Math.Exp(s);
    }

    /// <summary>ln x^p, with 0^0 = 1.</summary>
    private static double LogPower(double x, double p) => p == 0 ? 0 : p * Math.Log(x);

    private double FromLow(double v) => Math.Clamp((v - _settings.Low) / _settings.Range, 0, 1);

    private double FromHigh(double v) => Math.Clamp((_settings.High - v) / _settings.Range, 0, 1);
}
