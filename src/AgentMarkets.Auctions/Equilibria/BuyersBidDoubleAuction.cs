using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>The buyer's-bid double auction of m buyers and any number of sellers, values and costs uniform on [0, h].
/// </summary>
/// <remarks>Sellers, who never set the price they get, ask their cost; buyers bid m v/(m+1). Satterthwaite and Williams
/// (1989). A cost above the highest bid, h m/(m+1), never sells, and is not compared.</remarks>
[Card("buyers-bid-double-auction", "Double auction, uniform values and costs: sellers truthful, m buyers m v/(m+1).",
    "Satterthwaite and Williams (1989)")]
[About(typeof(DoubleAuction))]
public sealed class BuyersBidDoubleAuction : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not DoubleAuction { Buyers: var m }
            || SymmetricDraws.HighestUniform(game) is not { } high)
        {
            return null;
        }
        double share = m / (m + 1.0);
        return new BidFunctionEquilibrium("Satterthwaite and Williams (1989)",
            (bidder, x) => bidder <= m ? share * x : x)
        {
            RevenueOf = () => 0,
            Compares = (bidder, x) => bidder <= m || x <= share * high,
        };
    }
}
