namespace AgentMarkets.Auctions.Certificates;

/// <summary>What is certain of a law: no less, no more.</summary>
internal readonly record struct Between(double Low, double High)
{
    public static Between Exactly(double value) => new(value, value);
}

/// <summary>Bounds on the chance to win with a bid, which hold for all bids at once.</summary>
/// <remarks>docs/certificates.md, 1. The chance is P(m below b) of the highest rival bid m, or that of a contest. It
/// never falls as the bid rises, and neither do its bounds.</remarks>
internal interface IChanceBand
{
    /// <summary>A bid that is surely enough: higher ones win no more.</summary>
    double Enough { get; }

    /// <summary>What the highest bids win at most: with prizes, the first one.</summary>
    double Most => 1;

    /// <summary>P(m below b); at the supremum of the bids below b the chance is at most this.</summary>
    Between Below(double bid);

    /// <summary>P(m at most b): what a bid just above b wins.</summary>
    Between UpTo(double bid);

    /// <summary>What the bid itself wins, ties shared by the rule.</summary>
    Between Tied(double bid);

    /// <summary>The integral of P(m at most x) over x from the reserve price to b.</summary>
    Between Integral(double bid);

    /// <summary>Bids between which cells of bids are made, from <paramref name="low"/> to <paramref name="high"/>, both
    /// included; about as many as asked for.</summary>
    double[] Cells(double low, double high, int count);

    /// <summary>The same law as if it was certain: an estimate where it is sampled.</summary>
    IChanceBand Estimate { get; }
}
