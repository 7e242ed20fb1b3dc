using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The laws of all others' bids, which are independent and known without sampling.</summary>
internal sealed class RivalLaws
{
    // Gauss and Legendre's rules here are exact up to degree 15, and a rival adds one degree.
    private const int MostRivals = 15;

    public RivalLaws(BayesianGame game, Bidder bidder, IReadOnlyList<Published> rivals)
    {
        Bids = Opponents.RivalLaws(game, bidder.Number, rivals);
        Breaks = [.. rivals.Where((_, at) => at != bidder.Number - 1).SelectMany(rival => rival.Knots is { } knots
            ? Enumerable.Range(0, knots.GetLength(0)).Select(k => knots[k, 1]) : rival.Mixture!.Value.Bids)];
        ArePolynomials = Bids.Length <= MostRivals && game.Bidders.Where(other => other.Number != bidder.Number)
            .All(other => rivals[other.Number - 1].Mixture is not null || other.Prior is Priors.Uniform);
    }

    /// <summary>In the order of the others' numbers.</summary>
    public (int Bidder, IBidLaw Law)[] Bids { get; }

    /// <summary>Bids at which laws bend or jump.</summary>
    public double[] Breaks { get; }

    /// <summary>Whether they are polynomials between their breaks, of degree 15 or less all together.</summary>
    public bool ArePolynomials { get; }

    /// <summary>The highest bid that anybody may make.</summary>
    public double Highest => Bids.Max(rival => rival.Law.Highest);
}
