using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, F(v) = ((v - lo)/(hi - lo))^p, N bidders alike with utility z^r.</summary>
/// <remarks>
/// With k = p(N-1): b(v) = lo + (v - lo) k/(k+r); utility (r (hi - lo)/(k+r))^r p/(p+k+r); revenue
/// lo + (hi - lo) N k/(k+r) p/(p+k+1). Krishna (2010), proposition 2.2 with F^(1/r) for F; uniform values are a theorem
/// of their own.
/// </remarks>
[Card("first-price-power", "First price, power distribution: everybody bids lo + (v - lo) k/(k+r), k = p(N-1).",
    "Krishna (2010), proposition 2.2; Cox, Smith and Walker (1988)")]
[About(typeof(FirstPrice))]
public sealed class FirstPricePower : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options }
            || SymmetricValues.Of(game) is not { Exponent: { } p, IsUniform: false, Risk: { IsCrra: true } risk } values
            || options.Reserve > values.Low)
        {
            return null;
        }
        var (n, low, range, r) = (values.N, values.Low, values.Range, risk.R);
        double k = p * (n - 1), share = k / (k + r);
        return new BidFunctionEquilibrium("Krishna (2010), prop. 2.2", v => low + (v - low) * share)
        {
            UtilityOf = _ => Math.Pow(r * range / (k + r), r) * p / (p + k + r),
            Efficiency = 1,
            RevenueOf = () => low + range * n * share * p / (p + k + 1),
            SameMultiplier = low == 0 ? share : null,
        };
    }
}
