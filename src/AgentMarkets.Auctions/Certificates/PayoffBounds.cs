namespace AgentMarkets.Auctions.Certificates;

/// <summary>What a type can get at most by any bid, and what a bid gets at least.</summary>
/// <remarks>docs/certificates.md, 1.</remarks>
internal abstract class PayoffBounds
{
    /// <summary>Whether the upper bound lies below its chord between any two types.</summary>
    public virtual bool IsConvex => true;

    /// <summary>U+(v): no bid whatever gets more, under any law that is possible.</summary>
    /// <param name="types">[T], ascending.</param>
    public abstract double[] Upper(double[] types);

    /// <summary>The most that a bid which was tried gets, and that bid.</summary>
    /// <inheritdoc cref="Upper"/>
    public abstract (double[] Best, double[] Bids) Found(double[] types);

    /// <summary>What types in a range get at least with bids in a range.</summary>
    public abstract double Lower(Between types, Between bids);

    /// <summary>Whether types between two get at least what the lower one gets, where the bid moves on a straight
    /// line.</summary>
    /// <param name="first">The lower type and its bid.</param>
    /// <param name="last">The higher one and its own.</param>
    public virtual bool NeverFalls((double Type, double Bid) first, (double Type, double Bid) last) => false;
}
