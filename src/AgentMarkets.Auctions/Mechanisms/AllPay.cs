using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>All-pay auction of one item: the highest bid wins, and everybody pays the own bid.</summary>
/// <remarks>Krishna (2010), chapter 3.2.</remarks>
[Card("all-pay", "The highest bid wins; everybody pays the own bid.", "Krishna (2010), chapter 3.2")]
public sealed class AllPay(AllPay.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions;

    public override ItemPrice Price => new(Own: 1, Second: 0, Third: 0, LosersPay: true);
}
