using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Second price, mineral rights: V uniform on [0,1] is worth the same to all, o_i uniform on [0, 2V]; N
/// risk-neutral bidders.</summary>
/// <remarks>
/// b(o) = E[V | o_1 = o, max of the others = o], where V has the density V^(-N) on [c, 1], c = o/2:
/// b = (N-1)/(N-2) c (1 - c^(N-2))/(1 - c^(N-1)), N = 2: c ln(1/c)/(1 - c). N = 3: 2o/(2+o).
/// Krishna (2010), proposition 6.1 and example 6.1; Milgrom and Weber (1982), theorem 6.
/// </remarks>
[Card("second-price-mineral-rights", "Second price, one common value: with three bidders everybody bids 2o/(2+o).",
    "Krishna (2010), example 6.1; Milgrom and Weber (1982), theorem 6")]
[About(typeof(SecondPrice))]
public sealed class SecondPriceMineralRights : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not SecondPrice { Options: { Reserve: 0, EntryFee: 0 } }
            || game.Nature.Correlation is not MineralRights || !SymmetricSignals.AreAll(game))
        {
            return null;
        }
        int n = game.Bidders.Count;
        // The others' highest is y = 2 V t, of the density (N-1) t^(N-2); the own is higher with probability 1 - t.
        double Gain(double value, double t) =>
            (value - Bid(2 * value * t)) * (1 - t) * (n - 1) * Math.Pow(t, n - 2);
        double Utility() => Quadrature.Integral(
            value => Quadrature.Integral(t => Gain(value, t), 0, 1, cells: 32), 0, 1, cells: 32);
        return new BidFunctionEquilibrium("Krishna (2010), example 6.1", Bid)
        {
            UtilityOf = _ => Utility(),
            RevenueOf = () => 0.5 - n * Utility(),
        };

        double Bid(double o)
        {
            double c = o / 2;
            return c <= 0 ? 0
                // All of V's density is at 1.
                : c >= 1 ? 1
                : n == 2 ? c * -Math.Log(c) / (1 - c)
                : (n - 1.0) / (n - 2) * c * (1 - Math.Pow(c, n - 2)) / (1 - Math.Pow(c, n - 1));
        }
    }
}
