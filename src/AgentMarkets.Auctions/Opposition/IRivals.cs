namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of the highest and the second highest rival bid, m and t, as a rule for one item needs
/// it.</summary>
internal interface IRivals
{
    /// <summary>How many bids are worth trying.</summary>
    int Count { get; }

    /// <summary>The law as a few games in the order of m, for utilities of which means do not say all.</summary>
    IReadOnlyList<RivalGame> Games { get; }

    /// <summary>A bid worth trying, ascending: just above a rival's, or a point of a fine grid.</summary>
    double Bid(int k);

    /// <summary>What a bid just above <see cref="Bid"/> meets, where the next bid worth trying is not the
    /// same.</summary>
    Met Above(int k);

    /// <summary>What a bid of exactly <paramref name="bid"/> meets, ties shared by the rule.</summary>
    Met At(double bid);
}

/// <summary>P(the bid wins), and the means over all games of m and of t where it wins and 0 elsewhere.</summary>
/// <param name="Win">Between 0 and 1.</param>
/// <param name="Second">E[max(m, reserve); wins].</param>
/// <param name="Third">E[max(t, reserve); wins].</param>
internal readonly record struct Met(double Win, double Second, double Third);

/// <summary>What a bidder may meet in a game.</summary>
/// <param name="Second">m.</param>
/// <param name="Third">t.</param>
/// <param name="Share">What a bid of m wins.</param>
/// <param name="Weight">How likely it is; all weights sum to 1.</param>
internal readonly record struct RivalGame(double Second, double Third, double Share, double Weight);
