using System.Numerics;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>o_i = 2 V z_i with z_i uniform on [0,1], where V, uniform on [0,1], is the value of all.</summary>
/// <remarks>Krishna (2010), example 6.1: the mean of an observation is the value.</remarks>
[Card("mineral-rights", "One common value; an observation is even between 0 and twice the value.",
    "Krishna (2010), example 6.1")]
public sealed class MineralRights : ICorrelation
{
    private static readonly MineralRightsObservation s_marginal = new();

    /// <summary>V.</summary>
    public int SharedDraws => 1;

    public bool NeedsUniformPrior => true;

    public bool ValuesAreObservations => false;

    public IMarginal Marginal => s_marginal;

    public void Observe<T>(ReadOnlySpan<T> own, ReadOnlySpan<T> shared, Span<T> places)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < own.Length; k++)
        {
            places[k] = (shared[k] + shared[k]) * own[k];
        }
    }

    public void Values<T>(ReadOnlySpan<T> places, ReadOnlySpan<T> shared, Span<T> values)
        where T : struct, IBinaryFloatingPointIeee754<T> => shared.CopyTo(values);

    public void Conditional(double place, ReadOnlySpan<double> uniforms, Span<double> others,
        Span<double> values)
    {
        int count = others.Length / values.Length;
        for (int k = 0; k < values.Length; k++)
        {
            // Given o: V has the density 1/(V ln(2/o)) on [o/2, 1], so V = (o/2)^(1-u).
            var draws = uniforms.Slice(k * (count + 1), count + 1);
            values[k] = Math.Pow(place / 2, 1 - draws[0]);
            for (int j = 0; j < count; j++)
            {
                others[k * count + j] = 2 * values[k] * draws[j + 1];
            }
        }
    }

    public IConditionalLaw Given(double place, int members) => new Law(place);

    private sealed class Law(double place) : IConditionalLaw
    {
        private readonly double _log = Math.Log(place / 2);

        public EvenPlaces At(double u)
        {
            // V = (o/2)^(1-u)
            double v = Math.Exp((1 - u) * _log);
            return new EvenPlaces(0, 2 * v, v);
        }

        public int Cuts(double o, Span<double> cuts)
        {
            cuts[0] = _log == 0 || o <= 0 ? 0 : 1 - Math.Log(o / 2) / _log;
            return 1;
        }
    }
}
