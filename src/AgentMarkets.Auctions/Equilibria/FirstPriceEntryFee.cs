using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price with an entry fee c, values uniform on [0, h], N risk-neutral bidders alike.</summary>
/// <remarks>
/// Enter iff v is at least v0, v0 (v0/h)^(N-1) = c; then b(v) = (N-1)/N (v - c (h/v)^(N-1)). On [0,1]: v0 = c^(1/N).
/// Krishna (2010), section 2.5; docs/auctions.md, 7.
/// </remarks>
[Card("first-price-entry-fee", "First price with an entry fee, uniform values: low types stay out.",
    "Krishna (2010), section 2.5")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceEntryFee : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { Reserve: 0, EntryFee: > 0 and var fee } options }
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true, Low: 0 } values
            || fee >= values.High)
        {
            return null;
        }
        var (n, high) = (values.N, values.High);
        double v0 = high * Math.Pow(fee / high, 1.0 / n);
        // Who stays out bids 0, or less where a bid of 0 can win.
        double stayOut = options.ZeroWins ? -1 : 0;
        return new BidFunctionEquilibrium("Krishna (2010), section 2.5",
            v => v < v0 ? stayOut : (n - 1.0) / n * (v - fee * Math.Pow(high / v, n - 1)))
        {
            UtilityOf = _ => high * UniformEntry.Utility(n, v0 / high),
            RevenueOf = () => UniformEntry.Revenue(n, v0 / high, 0, high),
            Compares = (_, v) => v >= v0 || !options.ZeroWins,
        };
    }
}
