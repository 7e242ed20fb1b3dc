namespace AgentMarkets.Auctions.Certificates;

/// <summary>An upper bound on what a bidder could gain by any bids whatever, and what it is made of.</summary>
/// <param name="ExAnte">At most so much on average over types.</param>
/// <param name="ExInterim">At most so much for any type.</param>
/// <param name="Found">What the best bids that were tried gain on average over types: an estimate. With the three that
/// follow it makes <paramref name="ExAnte"/>.</param>
/// <param name="BetweenBids">What bids between those that were tried may add.</param>
/// <param name="BetweenTypes">What types between those that were looked at may add.</param>
/// <param name="Sampling">What the sample may hide.</param>
/// <param name="Confidence">The chance that both bounds hold; 1 where nothing is sampled.</param>
internal sealed record CertifiedLoss(double ExAnte, double ExInterim, double Found, double BetweenBids,
    double BetweenTypes, double Sampling, double Confidence, Deviation Best);

/// <summary>The deviation that gains most of those that were tried.</summary>
internal readonly record struct Deviation(double Type, double Bid, double Gain);
