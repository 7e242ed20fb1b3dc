namespace AgentMarkets.Auctions.Opposition;

/// <summary>Which prizes a bid wins where the k-th highest bid wins the k-th prize.</summary>
internal interface IRankLaw
{
    /// <summary>Bids worth trying, ascending, from 0 on.</summary>
    double[] Bids { get; }

    /// <summary>The chance of each prize, of a bid that takes part or of one just above it.</summary>
    /// <param name="win">[K], written in place.</param>
    void Win(double bid, bool above, Span<double> win);
}
