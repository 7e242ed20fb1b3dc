using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Generalised all-pay of two risk-neutral bidders, values uniform on [0, h].</summary>
/// <remarks>
/// b(v) = h (-x/a - ln(1 - a x)/a^2), x = v/h; utility h/6, revenue h/3 for every a. Krishna and Morgan (1997)
/// for a = 1; between, docs/auctions.md, 7. a = 1 is not bounded: see <see cref="WarOfAttritionAnyPrior"/>.
/// </remarks>
[Card("generalised-all-pay-uniform", "Generalised all-pay, two bidders, uniform values: -v/a - ln(1 - a v)/a^2.",
    "docs/auctions.md, 7")]
[About(typeof(GeneralisedAllPay))]
public sealed class GeneralisedAllPayUniform : IEquilibriumTheorem
{
    // Below this a x, the series: the difference loses digits.
    private const double Small = 1e-3;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not GeneralisedAllPay { Options: { Reserve: 0, EntryFee: 0 }, A: var a }
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true, Low: 0, N: 2 } values)
        {
            return null;
        }
        double high = values.High, top = a == 1 ? WarOfAttritionAnyPrior.HighestPlace : 1;
        return new BidFunctionEquilibrium("docs/auctions.md, 7",
            v => high * Of(a, Math.Min(values.Place(v), top)))
        {
            UtilityOf = _ => high / 6,
            Efficiency = 1,
            RevenueOf = () => high / 3,
            Compares = (_, v) => a < 1 || values.Cdf(v) <= WarOfAttritionAnyPrior.HighestRankCompared,
        };
    }

    private static double Of(double a, double x)
    {
        double y = a * x;
        // -x/a - ln(1 - a x)/a^2 = x^2 (1/2 + a x/3 + (a x)^2/4 + ...)
        return y < Small
            ? x * x * (1.0 / 2 + y * (1.0 / 3 + y * (1.0 / 4 + y * (1.0 / 5 + y / 6))))
            : -x / a - SpecialFunctions.Log1p(-y) / (a * a);
    }
}
