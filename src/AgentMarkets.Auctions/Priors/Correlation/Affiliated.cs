using System.Numerics;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>o_i = s + z_i with s, z_i uniform on [0,1]; the value of all is the mean of the observations.</summary>
/// <remarks>Milgrom and Weber (1982), the general symmetric model; with two members Krishna (2010), example
/// 6.2.</remarks>
[Card("affiliated", "Observations are an own and a common draw added; the value is their mean.",
    "Milgrom and Weber (1982), section 3")]
public sealed class Affiliated : ICorrelation
{
    private static readonly UniformSum s_marginal = new(1, 1);

    /// <summary>s.</summary>
    public int SharedDraws => 1;

    public bool NeedsUniformPrior => true;

    public bool ValuesAreObservations => false;

    public IMarginal Marginal => s_marginal;

    public void Observe<T>(ReadOnlySpan<T> own, ReadOnlySpan<T> shared, Span<T> places)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < own.Length; k++)
        {
            places[k] = own[k] + shared[k];
        }
    }

    public void Values<T>(ReadOnlySpan<T> places, ReadOnlySpan<T> shared, Span<T> values)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int members = places.Length / values.Length;
        for (int k = 0; k < values.Length; k++)
        {
            T sum = T.Zero;
            foreach (T place in places.Slice(k * members, members))
            {
                sum += place;
            }
            values[k] = sum / T.CreateTruncating(members);
        }
    }

    public void Conditional(double place, ReadOnlySpan<double> uniforms, Span<double> others,
        Span<double> values)
    {
        // Given o: s ~ U[max(0, o - 1), min(1, o)].
        double low = Math.Max(0, place - 1), high = Math.Min(1, place);
        int count = others.Length / values.Length;
        for (int k = 0; k < values.Length; k++)
        {
            var draws = uniforms.Slice(k * (count + 1), count + 1);
            double s = low + (high - low) * draws[0], sum = place;
            for (int j = 0; j < count; j++)
            {
                sum += others[k * count + j] = s + draws[j + 1];
            }
            values[k] = sum / (count + 1);
        }
    }

    public IConditionalLaw Given(double place, int members) => new Law(place, members);

    private sealed class Law(double place, int members) : IConditionalLaw
    {
        private readonly double _low = Math.Max(0, place - 1);
        private readonly double _range = Math.Min(1, place) - Math.Max(0, place - 1);

        public EvenPlaces At(double u)
        {
            double s = _low + _range * u;
            return new EvenPlaces(s, s + 1, place / members, 1.0 / members);
        }

        public int Cuts(double o, Span<double> cuts)
        {
            (cuts[0], cuts[1]) = _range == 0 ? (0, 0) : ((o - _low) / _range, (o - 1 - _low) / _range);
            return 2;
        }
    }
}
