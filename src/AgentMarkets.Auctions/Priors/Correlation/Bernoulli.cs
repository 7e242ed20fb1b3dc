using System.Numerics;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>With probability gamma all members have one common rank, else each its own.</summary>
/// <remarks>
/// The correlation of ranks is gamma. Given a rank: with probability gamma the others have the same, else theirs are
/// independent (Ausubel and Baranov 2020). With different priors a common rank is different types.
/// </remarks>
[Card("bernoulli", "With probability gamma all members share one draw, else each has its own.",
    "Ausubel and Baranov (2020)")]
public sealed class Bernoulli(Bernoulli.Settings settings) : ICorrelation
{
    public sealed record Settings
    {
        [Setting("The probability that the draw is a common one.", Min = 0, Max = 1, Structural = true)]
        public double Gamma { get; init; } = 0.5;
    }

    /// <summary>The probability that the draw is a common one.</summary>
    public double Gamma => settings.Gamma;

    /// <summary>The coin, and the common draw.</summary>
    public int SharedDraws => 2;

    public bool NeedsUniformPrior => false;

    public void Observe<T>(ReadOnlySpan<T> own, ReadOnlySpan<T> shared, Span<T> places)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double gamma = settings.Gamma;
        for (int k = 0; k < own.Length; k++)
        {
            places[k] = double.CreateTruncating(shared[2 * k]) < gamma ? shared[2 * k + 1] : own[k];
        }
    }

    public void Conditional(double place, ReadOnlySpan<double> uniforms, Span<double> others,
        Span<double> values)
    {
        double gamma = settings.Gamma;
        int games = uniforms.Length - others.Length, count = others.Length / games;
        for (int k = 0; k < games; k++)
        {
            var draws = uniforms.Slice(k * (count + 1), count + 1);
            var to = others.Slice(k * count, count);
            if (draws[0] < gamma)
            {
                to.Fill(place);
            }
            else
            {
                draws[1..].CopyTo(to);
            }
        }
    }

    public IConditionalLaw Given(double place, int members) => new Law(place, settings.Gamma);

    private sealed class Law(double place, double gamma) : IConditionalLaw
    {
        public double? Atom => gamma > 0 ? place : null;

        public EvenPlaces At(double u) => u < gamma ? new EvenPlaces(place, place) : new EvenPlaces(0, 1);

        public int Cuts(double rank, Span<double> cuts)
        {
            cuts[0] = gamma;
            return 1;
        }
    }
}
