using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Second price, o_i = s + z_i uniform each, the value of all the mean of the observations; N risk-neutral
/// bidders.</summary>
/// <remarks>
/// b(o) = E[v | o_1 = o, max of the others = o]. Given both, w = o - s has the density w^(N-2) on [w0, w1],
/// w0 = max(0, o-1), w1 = min(1, o), and the other observations have the mean o - w/2: b(o) = o - (N-2)/(2N) E w,
/// E w = (N-1)/N (w1^N - w0^N)/(w1^(N-1) - w0^(N-1)). N = 2: o. Milgrom and Weber (1982), theorem 6.
/// </remarks>
[Card("second-price-affiliated", "Second price, affiliated observations: everybody bids the value if tied at the top.",
    "Milgrom and Weber (1982), theorem 6")]
[About(typeof(SecondPrice))]
public sealed class SecondPriceAffiliated : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not SecondPrice { Options: { Reserve: 0, EntryFee: 0 } }
            || game.Nature.Correlation is not Affiliated || !SymmetricSignals.AreAll(game))
        {
            return null;
        }
        int n = game.Bidders.Count;
        return new BidFunctionEquilibrium("Milgrom and Weber (1982), theorem 6", Bid)
        {
            UtilityOf = _ => Utility(),
            RevenueOf = () => 1 - n * Utility(),
            SameMultiplier = n == 2 ? 1 : null,
        };

        double Bid(double o)
        {
            double w0 = Math.Max(0, o - 1), w1 = Math.Min(1, o);
            double mean = w1 - w0 < 1e-9
                ? w1
                : (n - 1.0) / n * (Math.Pow(w1, n) - Math.Pow(w0, n)) / (Math.Pow(w1, n - 1) - Math.Pow(w0, n - 1));
            return o - (n - 2) / (2.0 * n) * mean;
        }

        // The highest other z is t, of the density (N-1) t^(N-2); the own, above it, has the mean (1+t)/2, the rest
        // t/2.
        double Utility() => Quadrature.Integral(s =>
        {
            double Gain(double t) => (1 - t) * (n - 1) * Math.Pow(t, n - 2)
                * (s + ((1 + t) / 2 + t + (n - 2) * t / 2) / n - Bid(s + t));
            // b has a kink at o = 1.
            return Quadrature.Integral(Gain, 0, 1 - s, cells: 16) + Quadrature.Integral(Gain, 1 - s, 1, cells: 16);
        }, 0, 1, cells: 32);
    }
}
