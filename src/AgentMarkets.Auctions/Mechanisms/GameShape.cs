namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>How many numbers a bidder's type, bid and result have in a game.</summary>
/// <param name="Types">D: numbers of a type, one an item, unit or bundle.</param>
/// <param name="Bids">A: numbers of a bid.</param>
/// <param name="Outcomes">K: results that a bidder may have beside getting nothing.</param>
public readonly record struct GameShape(int Types, int Bids, int Outcomes)
{
    /// <summary>One item: a value, a bid, won or not.</summary>
    public static GameShape OneItem => new(1, 1, 1);
}
