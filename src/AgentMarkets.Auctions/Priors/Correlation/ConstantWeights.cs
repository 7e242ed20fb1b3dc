using System.Numerics;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>v_i = (1 - w) z_i + w s with z_i, s uniform on [0,1].</summary>
/// <remarks>
/// w = sqrt(gamma)/(sqrt(gamma) + sqrt(1 - gamma)) makes the correlation of two values
/// w^2/(w^2 + (1-w)^2) = gamma. At gamma 0 and 1 it is the independent and the common draw.
/// </remarks>
[Card("constant-weights", "A value is a weighted mean of an own and a common draw.",
    "Ausubel and Baranov (2020)")]
public sealed class ConstantWeights(ConstantWeights.Settings settings) : ICorrelation
{
    public sealed record Settings
    {
        [Setting("The correlation of two members' values.", Min = 0, Max = 1, Structural = true)]
        public double Gamma { get; init; } = 0.5;
    }

    /// <summary>s.</summary>
    public int SharedDraws => 1;

    public bool NeedsUniformPrior => true;

    public IMarginal Marginal { get; } = new UniformSum(1 - Weight(settings.Gamma), Weight(settings.Gamma));

    public void Observe<T>(ReadOnlySpan<T> own, ReadOnlySpan<T> shared, Span<T> places)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T w = T.CreateTruncating(Weight(settings.Gamma));
        for (int k = 0; k < own.Length; k++)
        {
            places[k] = (T.One - w) * own[k] + w * shared[k];
        }
    }

    public void Conditional(double place, ReadOnlySpan<double> uniforms, Span<double> others,
        Span<double> values)
    {
        double w = Weight(settings.Gamma);
        var (low, high) = Shared(place, w);
        int games = uniforms.Length - others.Length, count = others.Length / games;
        for (int k = 0; k < games; k++)
        {
            var draws = uniforms.Slice(k * (count + 1), count + 1);
            double s = low + (high - low) * draws[0];
            for (int j = 0; j < count; j++)
            {
                others[k * count + j] = (1 - w) * draws[j + 1] + w * s;
            }
        }
    }

    public IConditionalLaw Given(double place, int members) => new Law(place, Weight(settings.Gamma));

    /// <summary>Given v: s ~ U[max(0, (v - 1 + w)/w), min(1, v/w)]. At w = 0 nothing is learnt of s, and it does not
    /// matter.</summary>
    private static (double Low, double High) Shared(double v, double w) =>
        w == 0 ? (0, 1) : (Math.Max(0, (v - 1 + w) / w), Math.Min(1, v / w));

    private sealed class Law : IConditionalLaw
    {
        private readonly double _w, _low, _range;

        public Law(double place, double w)
        {
            var (low, high) = Shared(place, w);
            (_w, _low, _range) = (w, low, high - low);
            Atom = w == 1 ? place : null;
        }

        public double? Atom { get; }

        public EvenPlaces At(double u)
        {
            double low = _w * (_low + _range * u);
            return _w == 1 ? new EvenPlaces(Atom!.Value, Atom.Value) : new EvenPlaces(low, low + 1 - _w);
        }

        public int Cuts(double v, Span<double> cuts)
        {
            double step = _w * _range;
            (cuts[0], cuts[1]) = step == 0 ? (0, 0) : ((v - _w * _low) / step, (v - (1 - _w) - _w * _low) / step);
            return 2;
        }
    }

    private static double Weight(double gamma) => Math.Sqrt(gamma) / (Math.Sqrt(gamma) + Math.Sqrt(1 - gamma));
}
