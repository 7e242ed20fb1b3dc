namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What bidders for one item pay: the winner Own b + Second m + Third t, of its bid b and the highest and
/// second highest bid of the others, m and t (each at least the reserve price); losers their bid, or nothing.</summary>
/// <param name="Own">The weight of the own bid.</param>
/// <param name="Second">The weight of m, the second highest bid of all.</param>
/// <param name="Third">The weight of t, the third highest.</param>
/// <param name="LosersPay">Whether who does not win pays its bid.</param>
public readonly record struct ItemPrice(double Own, double Second, double Third, bool LosersPay)
{
    /// <summary>What the winner pays.</summary>
    public double Won(double bid, double second, double third, double reserve) =>
        Own * bid + Second * Math.Max(second, reserve) + Third * Math.Max(third, reserve);
}
