using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, values uniform on [lo, hi] and independent, N bidders alike with utility z^r.</summary>
/// <remarks>
/// b(v) = lo + (v - lo)(N-1)/(N-1+r); utility (r (hi - lo)/(N-1+r))^r/(N+r); revenue
/// lo + (hi - lo)(N-1)/(N-1+r) N/(N+1). A reserve price of at most lo changes nothing.
/// r = 1: Krishna (2010), proposition 2.2; r below 1: Cox, Smith and Walker (1988); docs/auctions.md, 1.
/// </remarks>
[Card("first-price-uniform", "First price, uniform values: everybody bids lo + (v - lo)(N-1)/(N-1+r).",
    "Krishna (2010), proposition 2.2; Cox, Smith and Walker (1988)")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceUniform : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options }
            || SymmetricValues.Of(game) is not { IsUniform: true, Risk: { IsCrra: true } risk } values
            || options.Reserve > values.Low)
        {
            return null;
        }
        var (n, low, range, r) = (values.N, values.Low, values.Range, risk.R);
        return new BidFunctionEquilibrium(r == 1 ? "Krishna (2010), prop. 2.2" : "Cox, Smith and Walker (1988)",
            v => low + (v - low) * (n - 1) / (n - 1 + r))
        {
            UtilityOf = _ => Math.Pow(r * range / (n - 1 + r), r) / (n + r),
            Efficiency = 1,
            RevenueOf = () => low + range * (n - 1) / (n - 1 + r) * n / (n + 1),
            SameMultiplier = low == 0 ? (n - 1) / (n - 1 + r) : null,
        };
    }
}
