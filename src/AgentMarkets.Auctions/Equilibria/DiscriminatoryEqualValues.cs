using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Discriminatory auction of M units, each worth the same v to a bidder who wants all; values uniform on
/// [0, h], N risk-neutral bidders.</summary>
/// <remarks>Every unit is a first-price auction against the same bids: (N-1)/N v for each, utility M h/(N (N+1)),
/// revenue M h (N-1)/(N+1). Krishna (2010), chapter 13.</remarks>
[Card("discriminatory-equal-values", "Discriminatory, units worth the same: everybody bids (N-1)/N v for each.",
    "Krishna (2010), chapter 13")]
[About(typeof(Discriminatory))]
public sealed class DiscriminatoryEqualValues : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not Discriminatory { Values: UnitValues.Equal, Options: { Reserve: 0, EntryFee: 0 } } rule
            || rule.Demand != rule.Units || SymmetricDraws.HighestUniform(game) is not { } high)
        {
            return null;
        }
        int n = game.Bidders.Count;
        return new MultiNumberEquilibrium("Krishna (2010), chapter 13", (v, bid) => bid.Fill((n - 1.0) / n * v[0]))
        {
            UtilityOfAll = rule.Units * high / (n * (n + 1)),
            Efficiency = 1,
            Revenue = rule.Units * high * (n - 1) / (n + 1),
            SameMultiplier = (n - 1.0) / n,
        };
    }
}
