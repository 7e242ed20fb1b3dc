namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What a winner of units pays, where b_1 >= b_2 >= ... are its own bids and c_1 >= c_2 >= ... all bids of the
/// others (each at least the reserve price), and M units are sold.</summary>
public enum UnitPrice
{
    /// <summary>b_k for the k-th unit.</summary>
    OwnBid,

    /// <summary>max(b_{k+1}, c_{M-k+1}) for each of k units.</summary>
    HighestLosingBid,

    /// <summary>c_{M-k+1} for the k-th unit: the bid of another that it displaces.</summary>
    DisplacedBid,
}
