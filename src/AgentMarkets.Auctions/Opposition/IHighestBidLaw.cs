namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of the highest bid of a bidder's rivals, known without sampling.</summary>
internal interface IHighestBidLaw
{
    /// <summary>The highest bid that any of them may make.</summary>
    double Highest { get; }

    /// <summary>Bids that may have a probability of their own.</summary>
    IEnumerable<double> Atoms { get; }

    /// <summary>P(all rivals bid less).</summary>
    double Below(double bid);

    /// <summary>P(no rival bids more).</summary>
    double UpTo(double bid);

    /// <summary>P(the bid wins), ties shared by the rule.</summary>
    double Tied(double bid);
}
