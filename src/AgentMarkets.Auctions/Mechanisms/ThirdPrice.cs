using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Third-price sealed-bid auction of one item, of at least three bidders.</summary>
/// <remarks>Kagel and Levin (1993), Econ. J. 103.</remarks>
[Card("third-price", "The highest bid wins and pays the third highest.", "Kagel and Levin (1993)")]
public sealed class ThirdPrice(ThirdPrice.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions;

    public override ItemPrice Price => new(Own: 0, Second: 0, Third: 1, LosersPay: false);
}
