using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, two risk-neutral bidders, values uniform on [0, 0.5] and on [0.6, 0.7].</summary>
/// <remarks>
/// There are several equilibria. This one: b1 = v/2 + 0.2 for v above 0.4, else v/4 + 0.3, which never wins;
/// b2 = v/2 + 0.1; utilities 1/300 and 61/300. Another: b1 = v/5 + 0.4, b2 = 0.5, ties to bidder 2. So no bid is
/// compared with this one: utility loss says whether play is an equilibrium. Kaplan and Zamir (2015).
/// </remarks>
[Card("first-price-disjoint-uniform", "First price, values uniform on [0, 0.5] and [0.6, 0.7]: one of several.",
    "Kaplan and Zamir (2015)")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceDisjointUniform : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { Reserve: 0, EntryFee: 0 } } || game.Bidders.Count != 2
            || !game.Nature.IsIndependent || !game.Bidders.All(b => b.Prior is Uniform
                && RiskAttitude.Of(b.Utility) is { IsNeutral: true }))
        {
            return null;
        }
        var supports = game.Bidders.Select(game.Nature.Support).ToArray();
        int weak = Array.IndexOf(supports, (0, 0.5)) + 1;
        if (weak == 0 || supports[2 - weak] != (0.6, 0.7))
        {
            return null;
        }
        return new BidFunctionEquilibrium("Kaplan and Zamir (2015), one of several",
            (bidder, v) => bidder != weak ? v / 2 + 0.1 : v > 0.4 ? v / 2 + 0.2 : v / 4 + 0.3)
        {
            // Weak: F_2(b_1) = 10 v - 4, so 2 int_.4^.5 (v - b_1)(10 v - 4) dv.
            UtilityOf = bidder => bidder == weak ? 1.0 / 300 : 61.0 / 300,
            // E of the highest bid: F_1 = 4b - 0.8 and F_2 = 20b - 8 from 0.4 to 0.45.
            RevenueOf = () => 0.45 - Quadrature.Integral(b => (4 * b - 0.8) * (20 * b - 8), 0.4, 0.45),
            Compares = (_, _) => false,
        };
    }
}
