using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>War of attrition, any continuous F, N risk-neutral bidders alike.</summary>
/// <remarks>
/// b(v) = int_lo^v x g(x)/(1 - G(x)) dx, G = F^(N-1), g = G'; by parts
/// b(v) = -v ln(1 - G(v)) + int_lo^v ln(1 - G(x)) dx. Uniform on [0,1]: N=2 -v - ln(1 - v), N=3 -2v + ln((1+v)/(1-v)).
/// Krishna and Morgan (1997). Bids grow without bound towards the highest type.
/// </remarks>
[Card("war-of-attrition-any-prior", "War of attrition, any distribution: bids without bound towards the top.",
    "Krishna and Morgan (1997)")]
[About(typeof(WarOfAttrition))]
public sealed class WarOfAttritionAnyPrior : IEquilibriumTheorem
{
    /// <summary>F of the highest type that is compared.</summary>
    internal const double HighestRankCompared = 0.95;

    /// <summary>The highest type's bid would be infinite: it bids as one just below it, in units of the
    /// range.</summary>
    internal const double HighestPlace = 1 - 1e-12;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not WarOfAttrition { Options: { Reserve: 0, EntryFee: 0 } }
            || SymmetricValues.Of(game) is not { IsNeutral: true } values)
        {
            return null;
        }
        double Wins(double v) => Math.Pow(values.Cdf(v), values.N - 1);
        var bid = Bids(values, Wins);
        return new BidFunctionEquilibrium("Krishna and Morgan (1997)", bid)
        {
            // U(v) = int_lo^v G and so E U = int G (1 - F): revenue equivalence.
            UtilityOf = _ => SecondHighest.Utility(values),
            Efficiency = 1,
            RevenueOf = () => SecondHighest.Mean(values),
            Compares = (_, v) => values.Cdf(v) <= HighestRankCompared,
        };
    }

    private static Func<double, double> Bids(SymmetricValues values, Func<double, double> wins)
    {
        double top = values.Low + values.Range * HighestPlace;
        if (values is { IsUniform: true, Low: 0, N: 2 or 3 })
        {
            return v =>
            {
                double x = Math.Min(values.Place(v), HighestPlace);
                return values.High * (values.N == 2
                    ? -x - SpecialFunctions.Log1p(-x)
                    : -2 * x + SpecialFunctions.Log1p(x) - SpecialFunctions.Log1p(-x));
            };
        }
        double[] nodes = TabulatedFunction.Nodes(values.Low, values.High), integral = new double[nodes.Length];
        double Log(double x) => SpecialFunctions.Log1p(-Math.Min(wins(x), HighestPlace));
        for (int k = 1; k < nodes.Length; k++)
        {
            integral[k] = integral[k - 1] + Quadrature.Cell(Log, nodes[k - 1], nodes[k]);
        }
        var table = new TabulatedFunction(values.Low, values.High, integral);
        return v => -Math.Min(v, top) * Log(Math.Min(v, top)) + table.At(Math.Min(v, top));
    }
}
