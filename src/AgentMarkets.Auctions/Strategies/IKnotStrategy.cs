namespace AgentMarkets.Auctions.Strategies;

/// <summary>A strategy that is a bid at each of some types, and linear between them.</summary>
public interface IKnotStrategy : IStrategy
{
    IBidFunction IStrategy.Start(Opening opening) => StartKnots(opening);

    /// <inheritdoc cref="IStrategy.Start"/>
    IKnotBids StartKnots(Opening opening);
}

/// <summary>The knots of a seat's bid functions, one function a row.</summary>
public interface IKnotBids : IBidFunction
{
    /// <summary>[K], ascending.</summary>
    double[] TypesOf(Bidder bidder);

    /// <summary>[K]: the bid at each knot, to be read.</summary>
    double[] BidsOf(int row);

    /// <summary>Moves the knots of a row.</summary>
    void Set(int row, ReadOnlySpan<double> bids);
}
