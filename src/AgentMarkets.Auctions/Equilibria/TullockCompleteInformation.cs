using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Tullock's contest of N risk-neutral bidders who all know that the prize is worth V to everybody.</summary>
/// <remarks>b = V r (N-1)/N^2, utility V/N - b, for r of at most N/(N-1): beyond, nobody would take part for it.
/// Tullock
/// (1980); Konrad (2009).</remarks>
[Card("tullock-complete-information", "Tullock's contest, one known value: everybody bids r (N-1)/N^2 of it.",
    "Tullock (1980); Konrad (2009)")]
[About(typeof(Tullock))]
public sealed class TullockCompleteInformation : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        int n = game.Bidders.Count;
        if (game.Mechanism is not Tullock { Exponent: var r } || r > n / (n - 1.0)
            || !game.Bidders.All(b => b.Prior is Fixed && RiskAttitude.Of(b.Utility) is { IsNeutral: true })
            || game.Bidders.Select(b => b.Prior.Support(b.Number).Low).Distinct().Count() != 1)
        {
            return null;
        }
        double value = game.Bidders[0].Prior.Support(1).Low, part = r * (n - 1) / n / n;
        return new BidFunctionEquilibrium("Tullock (1980)", v => part * v)
        {
            UtilityOf = _ => value / n - part * value,
            RevenueOf = () => n * part * value,
            SameMultiplier = part,
        };
    }
}
