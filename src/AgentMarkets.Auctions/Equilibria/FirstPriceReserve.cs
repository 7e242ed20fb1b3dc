using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price with a reserve price rho, values uniform on [lo, hi], N risk-neutral bidders alike.</summary>
/// <remarks>
/// With x = (v - lo)/(hi - lo) and x0 that of rho: b(v) = v - (hi - lo)(x^N - x0^N)/(N x^(N-1)) for v of at least rho.
/// On [0,1] that is (N-1)/N v + rho^N/(N v^(N-1)). Krishna (2010), section 2.5; docs/auctions.md, 7.
/// </remarks>
[Card("first-price-reserve", "First price with a reserve price, uniform values.", "Krishna (2010), section 2.5")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceReserve : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options }
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true } values
            || options.Reserve <= values.Low || options.Reserve >= values.High)
        {
            return null;
        }
        var (n, rho) = (values.N, options.Reserve);
        double x0 = values.Place(rho);
        return new BidFunctionEquilibrium("Krishna (2010), section 2.5", Bid)
        {
            UtilityOf = _ => values.Range * UniformEntry.Utility(n, x0),
            RevenueOf = () => UniformEntry.Revenue(n, x0, values.Low, values.Range),
            Compares = (_, v) => v >= rho,
        };

        double Bid(double v)
        {
            double x = values.Place(v);
            return v < rho ? 0 : v - values.Range * x * (1 - Math.Pow(x0 / x, n)) / n;
        }
    }
}
