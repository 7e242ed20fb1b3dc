using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Prizes V_1, V_2, ... for the highest, second highest, ... bid, which all pay; values uniform on [0, h], N
/// risk-neutral bidders.</summary>
/// <remarks>
/// With x = v/h and P_k(x) = C(N-1,k-1) x^(N-k) (1-x)^(k-1), the chance of the k-th prize:
/// b = h sum_k V_k int_0^x y dP_k(y) = h sum_k V_k (x P_k(x) - I_x(N-k+1, k)/N), I the regularised incomplete beta
/// function. Two prizes: V_1 (N-1)/N v^N + V_2 ((N-2) v^(N-1) - (N-1)^2/N v^N). Utility h sum_k V_k k/(N (N+1)),
/// revenue h sum_k V_k (N+1-2k)/(N+1). Moldovanu and Sela (2001); docs/auctions.md, 7.
/// </remarks>
[Card("prize-contest-uniform", "Prize contest, uniform values: any number of prizes.",
    "Moldovanu and Sela (2001); docs/auctions.md, 7")]
[About(typeof(PrizeContest))]
public sealed class PrizeContestUniform : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not PrizeContest { Types: ContestTypes.Value } contest
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true, Low: 0 } values)
        {
            return null;
        }
        var (n, high) = (values.N, values.High);
        double[] prizes = [.. contest.Prizes.Take(n)];
        double Sum(Func<int, double> each) => Enumerable.Range(1, prizes.Length).Sum(k => prizes[k - 1] * each(k));
        return new BidFunctionEquilibrium("Moldovanu and Sela (2001)", v =>
        {
            double x = values.Place(v), sum = 0;
            for (int k = 1; k <= prizes.Length; k++)
            {
                double chance = SpecialFunctions.Binomial(n - 1, k - 1) * Math.Pow(x, n - k) * Math.Pow(1 - x, k - 1);
                sum += prizes[k - 1] * (x * chance - SpecialFunctions.BetaRegularized(n - k + 1, k, x) / n);
            }
            return high * sum;
        })
        {
            UtilityOf = _ => high * Sum(k => (double)k / n / (n + 1)),
            RevenueOf = () => high * Sum(k => (n + 1.0 - 2 * k) / (n + 1)),
        };
    }
}
