using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Third price, any continuous F with increasing F/f, N of at least 3 risk-neutral bidders alike.</summary>
/// <remarks>
/// b(v) = v + F(v)/((N-2) f(v)); with F(v) = ((v - lo)/(hi - lo))^p it is v + (v - lo)/(p (N-2)), uniform on [0,1]
/// (N-1)/(N-2) v. Kagel and Levin (1993); Krishna (2010), proposition 3.2.
/// </remarks>
[Card("third-price-any-prior", "Third price: everybody bids v + F/((N-2) f), above the value.",
    "Krishna (2010), proposition 3.2; Kagel and Levin (1993)")]
[About(typeof(ThirdPrice))]
public sealed class ThirdPriceAnyPrior : IEquilibriumTheorem
{
    // The condition that F/f increases is looked at between so many types.
    private const int Looked = 256;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not ThirdPrice { Options: { Reserve: 0, EntryFee: 0 } }
            || SymmetricValues.Of(game) is not { IsNeutral: true, N: >= 3 } values || !Increases(values))
        {
            return null;
        }
        return new BidFunctionEquilibrium("Krishna (2010), prop. 3.2", v => v + Odds(values, v) / (values.N - 2))
        {
            UtilityOf = _ => SecondHighest.Utility(values),
            Efficiency = 1,
            RevenueOf = () => SecondHighest.Mean(values),
            SameMultiplier = values is { Low: 0, Exponent: { } p } ? 1 + 1 / (p * (values.N - 2)) : null,
        };
    }

    /// <summary>F/f.</summary>
    private static double Odds(SymmetricValues values, double v) => values.Exponent is { } p
        ? (v - values.Low) / p
        : v <= values.Low ? 0 : values.Cdf(v) / values.Density(v);

    private static bool Increases(SymmetricValues values)
    {
        double last = 0;
        for (int k = 1; k <= Looked; k++)
        {
            double odds = Odds(values, values.Low + values.Range * k / Looked);
            if (!(odds >= last) || double.IsInfinity(odds))
            {
                return false;
            }
            last = odds;
        }
        return true;
    }
}
