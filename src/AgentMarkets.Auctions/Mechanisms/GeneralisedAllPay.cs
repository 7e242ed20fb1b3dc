using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>All-pay auction of two bidders in which the winner gets back a part of what it bid above the
/// loser.</summary>
/// <remarks>The loser pays b_i, the winner (1-a) b_i + a m_i: a = 0 is the all-pay auction, a = 1 the war of attrition.
/// docs/auctions.md, 1.</remarks>
[Card("generalised-all-pay", "The loser pays its bid, the winner (1-a) times its bid and a times the loser's.",
    "docs/auctions.md, 1")]
public sealed class GeneralisedAllPay(GeneralisedAllPay.Settings settings) : OneItem(settings)
{
    public sealed record Settings : ItemOptions
    {
        [Setting("The weight of the loser's bid in what the winner pays.", Min = 0, Max = 1)]
        public double A { get; init; } = 0.5;
    }

    /// <summary>a.</summary>
    public double A => settings.A;

    public override int? MostBidders => 2;

    public override ItemPrice Price => new(Own: 1 - settings.A, Second: settings.A, Third: 0, LosersPay: true);
}
