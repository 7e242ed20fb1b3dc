using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Second-price sealed-bid auction of one item: the highest bid wins and pays the second highest.</summary>
/// <remarks>Vickrey (1961), J. Finance 16; Krishna (2010), chapter 2.2.</remarks>
[Card("second-price", "The highest bid wins and pays the second highest.",
    "Vickrey (1961); Krishna (2010), chapter 2.2")]
public sealed class SecondPrice(SecondPrice.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions;

    public override ItemPrice Price => new(Own: 0, Second: 1, Third: 0, LosersPay: false);
}
