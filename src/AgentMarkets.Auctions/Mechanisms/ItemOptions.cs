using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What may be chosen for every rule that sells one item, or units one by one.</summary>
public record ItemOptions
{
    [Setting("The lowest bid that can win, and the lowest price.", Min = 0)]
    public double Reserve { get; init; }

    [Setting("Who wins when the highest bid is not alone.")]
    public TieRule Ties { get; init; } = TieRule.Split;

    [Setting("Whether a bid of exactly zero can win.")]
    public bool ZeroWins { get; init; }

    [Setting("What it costs to bid; a bid of zero, or below where zero can win, stays out.", Min = 0)]
    public double EntryFee { get; init; }

    /// <summary>Whether a bid can win at all.</summary>
    public bool CanWin(double bid) => bid >= Reserve && (ZeroWins ? bid >= 0 : bid > 0);

    /// <summary>Whether a bid takes part, and pays the entry fee.</summary>
    public bool TakesPart(double bid) => ZeroWins ? bid >= 0 : bid > 0;
}

/// <summary>Who gets the item when the highest bid is not alone.</summary>
public enum TieRule
{
    /// <summary>Each of the k tied gets 1/k.</summary>
    Split,

    /// <summary>One of the k tied, by lot.</summary>
    Draw,

    /// <summary>The bidder with the lowest number.</summary>
    Lowest,

    /// <summary>Nobody.</summary>
    Nobody,
}
