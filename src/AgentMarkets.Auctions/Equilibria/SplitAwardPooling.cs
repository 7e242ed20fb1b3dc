using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Split award of two sellers, costs uniform on [lo, hi], half the order at e times the cost of all: the
/// pooling equilibrium with the highest price.</summary>
/// <remarks>
/// b50 = (1-e) lo = q, whatever the cost; b100 = q + (q - e hi F)/(1-F), F at most 1/2, so that nobody undercuts;
/// utility q - e (lo+hi)/2. It needs q of at least e hi. Pooling at any price between e hi and q is an equilibrium too,
/// and b100 never wins, so only b50 is compared. Anton and Yao (1992); docs/auctions.md, 7.
/// </remarks>
[Card("split-award-pooling", "Split award, uniform costs: both ask (1-e) lo for half, the highest of many prices.",
    "Anton and Yao (1992); docs/auctions.md, 7")]
[About(typeof(SplitAward))]
public sealed class SplitAwardPooling : IEquilibriumTheorem
{
    // The highest cost would ask an infinite price for all, and the prices of high costs would have no mean. They deter
    // as well where those above the middle ask what the middle asks: no price for all is ever accepted.
    private const double HighestRank = 0.5;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not SplitAward { Efficiency: var e }
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true } costs
            || (1 - e) * costs.Low < e * costs.High)
        {
            return null;
        }
        double q = (1 - e) * costs.Low;
        return new MultiNumberEquilibrium("Anton and Yao (1992), pooling, the highest price", (theta, bid) =>
        {
            double rank = Math.Min(costs.Cdf(theta[0]), HighestRank);
            (bid[0], bid[1]) = (q + (q - e * costs.High * rank) / (1 - rank), q);
        })
        {
            // q is at least e hi, so e (theta_1 + theta_2) is at most the lower theta: two halves cost least.
            Efficiency = 1,
            UtilityOfAll = q - e * (costs.Low + costs.High) / 2,
            // Both are paid q.
            Revenue = -2 * q,
            ComparesNumber = number => number == 1,
        };
    }
}
