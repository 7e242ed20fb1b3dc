using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Uniform price, two risk-neutral bidders, two marginal values each, draws uniform on [0, h] in descending
/// order; two units, or three of which a bidder wants two.</summary>
/// <remarks>
/// Two units: (v_1, 0), price 0, utility 2h/3; any first bid serves, such as h, so only the second is compared.
/// Three units: (v_1, h (v_2/h)^2), utility 4h/5, price h/15 a unit. Demand reduction: Krishna (2010), chapter 13;
/// docs/auctions.md, 7.
/// </remarks>
[Card("uniform-price-two-bidders", "Uniform price, two bidders who want two units: demand reduction.",
    "Krishna (2010), chapter 13; docs/auctions.md, 7")]
[About(typeof(UniformPrice))]
public sealed class UniformPriceTwoBidders : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not UniformPrice { Units: 2 or 3, Demand: 2, Values: UnitValues.Draws,
                Options: { Reserve: 0, EntryFee: 0 } } rule
            || game.Bidders.Count != 2 || SymmetricDraws.HighestUniform(game) is not { } high)
        {
            return null;
        }
        return rule.Units == 2
            ? new MultiNumberEquilibrium("Krishna (2010), chapter 13", (v, bid) => (bid[0], bid[1]) = (v[0], 0))
            {
                UtilityOfAll = 2 * high / 3,
                Revenue = 0,
                ComparesNumber = number => number == 1,
            }
            : new MultiNumberEquilibrium("docs/auctions.md, 7",
                (v, bid) => (bid[0], bid[1]) = (v[0], v[1] * v[1] / high))
            {
                UtilityOfAll = 4 * high / 5,
                Revenue = high / 5,
            };
    }
}
