using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The highest of independent bids: F_m = product of F_j.</summary>
internal sealed class IndependentBids(TieRule ties, int bidder, IReadOnlyList<(int Bidder, IBidLaw Law)> rivals)
    : IHighestBidLaw
{
    public double Highest => rivals.Max(rival => rival.Law.Highest);

    public IEnumerable<double> Atoms => rivals.SelectMany(rival => rival.Law.Atoms);

    public double UpTo(double bid)
    {
        double product = 1;
        foreach (var (_, law) in rivals)
        {
            product *= law.UpTo(bid);
        }
        return product;
    }

    public double Below(double bid)
    {
        double product = 1;
        foreach (var (_, law) in rivals)
        {
            product *= law.Below(bid);
        }
        return product;
    }

    /// <summary>
    /// split: the integral over t in [0,1] of prod_j (P(b_j below b) + t P(b_j = b)), since that of t^k is 1/(k+1);
    /// lowest: rivals with a higher number are beaten at a tie; nobody: none is.
    /// </summary>
    public double Tied(double bid)
    {
        switch (ties)
        {
            case TieRule.Nobody:
                return Below(bid);
            case TieRule.Lowest:
                return rivals.Aggregate(1.0, (product, rival) =>
                    product * (rival.Bidder < bidder ? rival.Law.Below(bid) : rival.Law.UpTo(bid)));
        }
        double below = Below(bid);
        if (below == UpTo(bid))
        {
            return below;
        }
        double sum = 0;
        foreach (var (t, weight) in GaussLegendre.Eight)
        {
            double product = weight;
            foreach (var (_, law) in rivals)
            {
                double under = law.Below(bid);
                product *= under + t * (law.UpTo(bid) - under);
            }
            sum += product;
        }
        return sum;
    }
}
