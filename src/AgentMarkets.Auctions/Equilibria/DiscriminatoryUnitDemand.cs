using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Discriminatory auction of K units to n risk-neutral bidders who want one each, values uniform on [0, h].
/// </summary>
/// <remarks>b(v) = h (n-K)/n I_x(n-K+1, K)/I_x(n-K, K), x = v/h, I the regularised incomplete beta function: the mean
/// of the K-th highest of the others' values, given that it is below v. n=3, K=2: v (3-2v)/(3 (2-v)) on [0,1]. Krishna
/// (2010), chapter 13.</remarks>
[Card("discriminatory-unit-demand", "Discriminatory, one unit each, uniform values.", "Krishna (2010), chapter 13")]
[About(typeof(Discriminatory))]
public sealed class DiscriminatoryUnitDemand : IEquilibriumTheorem
{
    // Below this both functions are their first terms, whose quotient does not vanish.
    private const double Small = 1e-9;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not Discriminatory || UnitDemand.Of(game) is not { } unit)
        {
            return null;
        }
        var (n, k, high) = unit;
        int a = n - k;
        return new BidFunctionEquilibrium("Krishna (2010), chapter 13", v =>
        {
            double x = Math.Min(1, v / high);
            return x < Small
                ? v * a / (a + 1)
                : high * a / n * SpecialFunctions.BetaRegularized(a + 1, k, x)
                    / SpecialFunctions.BetaRegularized(a, k, x);
        })
        {
            UtilityOf = _ => unit.Utility,
            Efficiency = 1,
            RevenueOf = () => unit.Revenue,
        };
    }
}
