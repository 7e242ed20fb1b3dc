using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Uniform-price auction of several equal units.</summary>
/// <remarks>Krishna (2010), chapter 12.1.</remarks>
[Card("uniform-price", "The highest bids win a unit each, all at the price of the highest losing bid.",
    "Krishna (2010), chapter 12.1")]
public sealed class UniformPrice(UniformPrice.Settings settings) : MultiUnit(settings)
{
    public sealed record Settings : MultiUnitOptions;

    public override UnitPrice Price => UnitPrice.HighestLosingBid;
}
