using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Fields;

/// <summary>A bid function that is one straight line over the support of the types.</summary>
/// <param name="Low">The bid at the lowest type.</param>
/// <param name="High">The bid at the highest type.</param>
public readonly record struct Line(double Low, double High)
{
    /// <summary>F(b^-1(m)), the probability of a bid of at most m where the line rises, and its slope in m.</summary>
    internal (double Cdf, double Density) LawAt(Nature nature, Bidder bidder, double bid)
    {
        if (bid <= Low || bid >= High)
        {
            return (bid <= Low ? 0 : 1, 0);
        }
        var (low, high) = nature.Support(bidder);
        double scale = (high - low) / (High - Low), type = low + (bid - Low) * scale;
        return (nature.Cdf(bidder, type), nature.Density(bidder, type) * scale);
    }
}

/// <summary>A strategy of one number a bidder whose bid functions are straight lines, whatever that number.</summary>
public interface ILineStrategy : IStrategy
{
    /// <summary>Whether every type bids the same.</summary>
    bool IsLevel => false;

    /// <summary>The bid function of a parameter.</summary>
    /// <param name="support">The lowest and the highest type.</param>
    Line At(double parameter, (double Low, double High) support);

    /// <summary>How the two bids change with the parameter.</summary>
    Line Slope(double parameter, (double Low, double High) support);

    /// <summary>The parameter whose bid function a line is; nothing where there is none.</summary>
    double? ParameterOf(Line line, (double Low, double High) support);

    /// <summary>The parameter, put back to where the game allows it.</summary>
    double Confine(double parameter, IMechanism rule) => parameter;
}
