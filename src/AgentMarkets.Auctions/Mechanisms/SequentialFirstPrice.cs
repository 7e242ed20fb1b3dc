using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>First-price auctions of equal items, one after another.</summary>
/// <remarks>Krishna (2010), chapter 15.1.</remarks>
[Card("sequential-first-price",
    "Items are sold one a round; the highest bid wins, pays itself and leaves; bids are planned beforehand.",
    "Krishna (2010), chapter 15.1")]
public sealed class SequentialFirstPrice(SequentialFirstPrice.Settings settings) : Sequential(settings)
{
    public sealed record Settings : SequentialOptions;

    public override bool PaysOwnBid => true;
}
