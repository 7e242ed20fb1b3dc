using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What may be chosen for every rule that sells equal items one after another.</summary>
public record SequentialOptions
{
    [Setting("K: how many items are sold, one a round.", Min = 1, Structural = true)]
    public int Items { get; init; } = 2;

    [Setting("The lowest bid that can win, and the lowest price.", Min = 0)]
    public double Reserve { get; init; }

    [Setting("Who wins a round when the highest bid is not alone.")]
    public TieRule Ties { get; init; } = TieRule.Split;

    [Setting("Whether a bid of exactly zero can win.")]
    public bool ZeroWins { get; init; }

    /// <summary>Whether a bid can win at all.</summary>
    public bool CanWin(double bid) => bid >= Reserve && (ZeroWins ? bid >= 0 : bid > 0);
}
