using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Pay-as-bid auction of several equal units.</summary>
/// <remarks>Krishna (2010), chapter 12.1.</remarks>
[Card("discriminatory", "The highest bids win a unit each, and each pays itself.",
    "Krishna (2010), chapter 12.1")]
public sealed class Discriminatory(Discriminatory.Settings settings) : MultiUnit(settings)
{
    public sealed record Settings : MultiUnitOptions;

    public override UnitPrice Price => UnitPrice.OwnBid;
}
