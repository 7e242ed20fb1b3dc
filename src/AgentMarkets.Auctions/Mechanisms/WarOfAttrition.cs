using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>War of attrition over one item: losers pay the own bid, the winner the second highest.</summary>
/// <remarks>Krishna and Morgan (1997), J. Econ. Theory 72.</remarks>
[Card("war-of-attrition", "The highest bid wins and pays the second highest; losers pay the own bid.",
    "Krishna and Morgan (1997)")]
public sealed class WarOfAttrition(WarOfAttrition.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions;

    public override ItemPrice Price => new(Own: 0, Second: 1, Third: 0, LosersPay: true);
}
