using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>What is certain of the joint law of the highest and the second highest rival bid, m and t.</summary>
/// <remarks>
/// Of a bid: the chance to win and E[max(t, reserve); wins]. A payoff U(v, b) = E[v - max(t, reserve); m below b]
/// made of them is off by at most <see cref="Slack"/> plus <see cref="Distance"/> times the higher of v and b, less the
/// reserve.
/// </remarks>
internal interface IPairBand
{
    /// <summary>The highest bid of rivals that is known of.</summary>
    double Enough { get; }

    double Reserve { get; }

    /// <summary>Between every chance P(m below b, t above or at most y) and what it is thought to be; 0 where it is
    /// known.</summary>
    double Distance { get; }

    /// <summary>What means may be off by, whatever the bid.</summary>
    double Slack { get; }

    /// <summary>What is met where all rivals bid less.</summary>
    Met Below(double bid);

    /// <summary>Where none bids more.</summary>
    Met UpTo(double bid);

    /// <summary>What the bid itself wins, ties shared by the rule; nothing where who ties is not known.</summary>
    Met? Tied(double bid);

    /// <summary>Bids between which cells of bids are made, from the reserve price to <see cref="Enough"/>.</summary>
    double[] Cells { get; }

    /// <summary>The same law as if it was certain.</summary>
    IPairBand Estimate { get; }
}
