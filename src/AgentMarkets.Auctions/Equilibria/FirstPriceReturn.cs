using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price with a reserve price rho, values uniform on [0, h], N bidders alike with the utility (v - b)/b.
/// </summary>
/// <remarks>
/// N = 2: b(v) = v/(1 + ln(v/rho)); N above 2: b(v) = (N-2) v^(N-1)/((N-1) v^(N-2) - rho^(N-2)); v of at least rho.
/// Bichler, Fichtl and Oberlechner (2025); docs/auctions.md, 7.
/// </remarks>
[Card("first-price-return", "First price with a reserve price, uniform values, return on investment.",
    "Bichler, Fichtl and Oberlechner (2025); docs/auctions.md, 7")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceReturn : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { Reserve: > 0 and var rho, EntryFee: 0 } }
            || !game.Bidders.All(b => b.Utility is ReturnOnInvestment)
            || SymmetricValues.Of(game) is not { IsUniform: true, Low: 0 } values || rho >= values.High)
        {
            return null;
        }
        int n = values.N;
        return new BidFunctionEquilibrium("docs/auctions.md, 7", Bid)
        {
            UtilityOf = _ => values.Mean((v, win) => (v / Bid(v) - 1) * win, rho),
            RevenueOf = () => n * values.Mean((v, win) => Bid(v) * win, rho),
            Compares = (_, v) => v >= rho,
        };

        double Bid(double v) => v < rho ? 0
            : n == 2 ? v / (1 + Math.Log(v / rho))
            : (n - 2) * v / (n - 1 - Math.Pow(rho / v, n - 2));
    }
}
