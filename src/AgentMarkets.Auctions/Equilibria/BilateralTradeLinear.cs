using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Bilateral trade at the price k bid + (1-k) ask, value and cost uniform on [0, h]: the linear equilibrium.
/// </summary>
/// <remarks>
/// In units of h: bid(v) = v/(1+k) + k(1-k)/(2(1+k)), ask(c) = c/(2-k) + (1-k)/2. They trade iff
/// c is at most C(v) = (2-k)(bid(v) - (1-k)/2), which needs v of at least (1-k)/2 and c of at most 1 - k/2: other types
/// may bid what they like as long as they do not trade, and are not compared. k = 1/2: utility 9/128 each.
/// Chatterjee and Samuelson (1983), section 2.
/// </remarks>
[Card("bilateral-trade-linear", "Bilateral trade, uniform value and cost: bid and ask are straight lines.",
    "Chatterjee and Samuelson (1983), section 2")]
[About(typeof(BilateralTrade))]
public sealed class BilateralTradeLinear : IEquilibriumTheorem
{
    private const int Buyer = 1;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not BilateralTrade { K: var k } || SymmetricDraws.HighestUniform(game) is not { } high)
        {
            return null;
        }
        double Bid(double v) => v / (1 + k) + k * (1 - k) / 2 / (1 + k);
        double Ask(double c) => c / (2 - k) + (1 - k) / 2;
        double from = (1 - k) / 2, to = 1 - k / 2;
        return new BidFunctionEquilibrium("Chatterjee and Samuelson (1983), section 2",
            (bidder, x) => high * (bidder == Buyer ? Bid(x / high) : Ask(x / high)))
        {
            // int int over c below C(v) of v - price, or price - c; ask is Ask(C/2) on average.
            UtilityOf = bidder => high * Quadrature.Integral(v =>
            {
                double most = (2 - k) * (Bid(v) - (1 - k) / 2), price = k * Bid(v) + (1 - k) * Ask(most / 2);
                return most * (bidder == Buyer ? v - price : price - most / 2);
            }, from, 1),
            RevenueOf = () => 0,
            Compares = (bidder, x) => bidder == Buyer ? x >= from * high : x <= to * high,
        };
    }
}
