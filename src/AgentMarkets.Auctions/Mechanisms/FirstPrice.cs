using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>First-price sealed-bid auction of one item: the highest bid wins and pays itself.</summary>
/// <remarks>Krishna (2010), Auction Theory, chapter 2.3. Ties and zero bids: our settings, the source leaves them
/// open.</remarks>
[Card("first-price", "The highest bid wins and pays itself.", "Krishna (2010), chapter 2.3")]
public sealed class FirstPrice(FirstPrice.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions;

    public override ItemPrice Price => new(Own: 1, Second: 0, Third: 0, LosersPay: false);
}
