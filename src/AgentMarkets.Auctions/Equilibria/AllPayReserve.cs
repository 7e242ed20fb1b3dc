using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>All-pay with a reserve price rho, values uniform on [0, h], N risk-neutral bidders alike.</summary>
/// <remarks>
/// b(v) = (N-1)/N v^N/h^(N-1) + rho/N for v of at least v0, v0 (v0/h)^(N-1) = rho; else 0. On [0,1]: v0 = rho^(1/N).
/// Krishna (2010), sections 2.5 and 3.2; docs/auctions.md, 7.
/// </remarks>
[Card("all-pay-reserve", "All-pay with a reserve price, uniform values: low types stay out.",
    "Krishna (2010), sections 2.5 and 3.2")]
[About(typeof(AllPay))]
public sealed class AllPayReserve : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not AllPay { Options: { Reserve: > 0 and var rho, EntryFee: 0 } }
            || SymmetricValues.Of(game) is not { IsUniform: true, IsNeutral: true, Low: 0 } values
            || rho >= values.High)
        {
            return null;
        }
        var (n, high) = (values.N, values.High);
        double v0 = high * Math.Pow(rho / high, 1.0 / n);
        return new BidFunctionEquilibrium("Krishna (2010), section 3.2",
            v => v < v0 ? 0 : (n - 1.0) / n * v * Math.Pow(v / high, n - 1) + rho / n)
        {
            UtilityOf = _ => high * UniformEntry.Utility(n, v0 / high),
            RevenueOf = () => UniformEntry.Revenue(n, v0 / high, 0, high),
        };
    }
}
