using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, N risk-neutral bidders with different continuous priors on one support; with two bidders only
/// the lowest type must be the same.</summary>
/// <remarks>b_i is the inverse of phi_i, <see cref="InverseBidShooting"/>; utility
/// int (v - b_i) prod_{j != i} F_j(phi_j(b_i)) dF_i, revenue lo + int_lo^top (1 - prod_i F_i(phi_i(b))) db.
/// Marshall, Meurer, Richard and Stromquist (1994); Lebrun (1999).</remarks>
[Card("first-price-asymmetric", "First price, different priors on one support: inverse bids by shooting.",
    "Marshall, Meurer, Richard and Stromquist (1994)")]
[About(typeof(FirstPrice))]
public sealed class AsymmetricFirstPrice : IEquilibriumTheorem
{
    // Work grows with the square of the number of bidders.
    private const int MostBidders = 16;

    public IEquilibrium? Of(BayesianGame game)
    {
        var bidders = game.Bidders;
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options }
            || bidders.Count > MostBidders || game.Nature is not { IsIndependent: true }
            || SymmetricValues.Of(game) is not null
            || !bidders.All(b => b.Prior.IsContinuous && RiskAttitude.Of(b.Utility) is { IsNeutral: true })
            || new AsymmetricFirstPriceUniform().Of(game) is not null)
        {
            return null;
        }
        var supports = bidders.Select(game.Nature.Support).ToArray();
        double low = supports[0].Low;
        if (options.Reserve > low || supports.Any(s => s.Low != low)
            || (bidders.Count > 2 && supports.Any(s => s.High != supports[0].High)))
        {
            return null;
        }
        var shooting = InverseBidShooting.Solve(bidders);
        if (shooting is null)
        {
            return null;
        }
        TabulatedFunction[] bids = [.. bidders.Select(b => shooting.Bids(b.Number))];
        return new BidFunctionEquilibrium("Marshall and others (1994)", (bidder, v) => bids[bidder - 1].At(v))
        {
            UtilityOf = bidder => Quadrature.Integral(rank =>
            {
                Span<double> v = [rank];
                bidders[bidder - 1].Prior.Quantile(bidder, v);
                double b = bids[bidder - 1].At(v[0]);
                return (v[0] - b) * shooting.Wins(bidder, b);
            }, 0, 1),
            RevenueOf = () => shooting.Top - Quadrature.Integral(b =>
                shooting.Wins(1, b) * bidders[0].Prior.Cdf(1, shooting.Type(1, b)), low, shooting.Top),
        };
    }
}
