using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>K items one after another to n risk-neutral bidders who want one each, values uniform on [0, h].</summary>
/// <remarks>
/// Round k: first price (n-K)/(n-k+1) v; second price (n-K)/(n-k) v for k below K, and v in round K. Prices do not
/// drift:
/// their mean is h (n-K)/(n+1) in every round. Krishna (2010), chapter 15. Off the path, a value above the last
/// winner's would bid as that winner did; plans made beforehand do not know.
/// </remarks>
[Card("sequential-unit-demand", "Sequential first and second price, one unit each, uniform values.",
    "Krishna (2010), chapter 15; Milgrom and Weber (2000)")]
[About(typeof(SequentialFirstPrice), typeof(SequentialSecondPrice))]
public sealed class SequentialUnitDemand : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not Sequential { Options.Reserve: 0 } rule
            || UnitDemand.Of(game, rule.Items) is not { } unit)
        {
            return null;
        }
        var (n, items) = (unit.N, unit.Items);
        return new MultiNumberEquilibrium("Krishna (2010), chapter 15", (v, bid) =>
        {
            for (int k = 1; k <= items; k++)
            {
                double share = rule.PaysOwnBid ? (n - items) / (n - k + 1.0)
                    : k < items ? (n - items) / (double)(n - k)
                    : 1;
                bid[k - 1] = share * v[0];
            }
        })
        {
            UtilityOfAll = unit.Utility,
            Efficiency = 1,
            Revenue = unit.Revenue,
        };
    }
}
