using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Second-price auctions of equal items, one after another.</summary>
/// <remarks>Krishna (2010), chapter 15.2.</remarks>
[Card("sequential-second-price",
    "Items are sold one a round; the highest bid wins, pays the second highest and leaves; "
    + "bids are planned beforehand.",
    "Krishna (2010), chapter 15.2")]
public sealed class SequentialSecondPrice(SequentialSecondPrice.Settings settings) : Sequential(settings)
{
    public sealed record Settings : SequentialOptions;

    public override bool PaysOwnBid => false;
}
