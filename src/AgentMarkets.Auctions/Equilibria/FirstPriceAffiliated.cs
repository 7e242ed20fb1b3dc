using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, two risk-neutral bidders, o_i = s + z_i uniform each, the value of both (o_1 +
/// o_2)/2.</summary>
/// <remarks>b(o) = 2o/3; utility 1/9; revenue (2/3) E max o = 7/9. Krishna (2010), example 6.2.</remarks>
[Card("first-price-affiliated", "First price, two bidders, affiliated observations: both bid 2o/3.",
    "Krishna (2010), example 6.2")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceAffiliated : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game) =>
        game.Mechanism is FirstPrice { Options: { Reserve: 0, EntryFee: 0 } } && game.Bidders.Count == 2
            && game.Nature.Correlation is Affiliated && SymmetricSignals.AreAll(game)
            ? new BidFunctionEquilibrium("Krishna (2010), example 6.2", o => 2 * o / 3)
            {
                UtilityOf = _ => 1.0 / 9,
                RevenueOf = () => 7.0 / 9,
                SameMultiplier = 2.0 / 3,
            }
            : null;
}
