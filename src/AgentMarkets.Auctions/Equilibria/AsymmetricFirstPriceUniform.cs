using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, two risk-neutral bidders, values uniform on [lo, h0] and [lo, h1], h0 below h1.</summary>
/// <remarks>
/// c = 1/(h0-lo)^2 - 1/(h1-lo)^2, x = v - lo: b_weak(v) = lo + x/(1 + sqrt(1 - c x^2)),
/// b_strong(v) = lo + x/(1 + sqrt(1 + c x^2)). Inverse, y = b - lo: x_weak = 2y/(1 + c y^2), x_strong = 2y/(1 - c y^2).
/// Plum (1992); Krishna (2010), section 4.3.
/// </remarks>
[Card("first-price-two-uniform", "First price of a weak and a strong bidder, uniform values from one lowest value.",
    "Plum (1992); Krishna (2010), section 4.3")]
[About(typeof(FirstPrice))]
public sealed class AsymmetricFirstPriceUniform : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options } || game.Bidders.Count != 2
            || !game.Nature.IsIndependent || !game.Bidders.All(b => b.Prior is Uniform
                && RiskAttitude.Of(b.Utility) is { IsNeutral: true }))
        {
            return null;
        }
        var (low, first) = game.Nature.Support(game.Bidders[0]);
        var (otherLow, second) = game.Nature.Support(game.Bidders[1]);
        if (low != otherLow || first == second || options.Reserve > low)
        {
            return null;
        }
        int weak = first < second ? 1 : 2;
        double h0 = Math.Min(first, second) - low, h1 = Math.Max(first, second) - low;
        double c = 1 / (h0 * h0) - 1 / (h1 * h1), top = h0 / (1 + Math.Sqrt(1 - c * h0 * h0));
        double SignOf(int bidder) => bidder == weak ? c : -c;
        double Bid(int bidder, double x) => x / (1 + Math.Sqrt(Math.Max(0, 1 - SignOf(bidder) * x * x)));
        double Rank(int bidder, double y) =>
            Math.Min(1, 2 * y / (1 + SignOf(bidder) * y * y) / (bidder == weak ? h0 : h1));
        return new BidFunctionEquilibrium("Plum (1992)", (bidder, v) => low + Bid(bidder, v - low))
        {
            UtilityOf = bidder => Quadrature.Integral(x => (x - Bid(bidder, x)) * Rank(3 - bidder, Bid(bidder, x)), 0,
                bidder == weak ? h0 : h1) / (bidder == weak ? h0 : h1),
            // E of the highest bid
            RevenueOf = () => low + top - Quadrature.Integral(y => Rank(1, y) * Rank(2, y), 0, top),
        };
    }
}
