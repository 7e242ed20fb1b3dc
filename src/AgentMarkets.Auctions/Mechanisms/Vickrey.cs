using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Vickrey's auction of several equal units.</summary>
/// <remarks>Vickrey (1961), J. Finance 16.</remarks>
[Card("vickrey", "The highest bids win a unit each; who wins k pays the k bids of others that it displaces.",
    "Vickrey (1961), J. Finance 16")]
public sealed class Vickrey(Vickrey.Settings settings) : MultiUnit(settings)
{
    public sealed record Settings : MultiUnitOptions;

    public override UnitPrice Price => UnitPrice.DisplacedBid;
}
