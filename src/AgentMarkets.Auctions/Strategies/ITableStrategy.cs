namespace AgentMarkets.Auctions.Strategies;

/// <summary>A strategy that is a table: how often each bid of a grid is made at each type of a grid (a distributional
/// strategy, Milgrom and Weber 1985).</summary>
public interface ITableStrategy : IStrategy
{
    /// <summary>Whether the law of the others is taken as they publish it, or from the bids of the round.</summary>
    bool LearnsFromSamples { get; }

    /// <summary>Whether averages over rounds begin with the table as it was before the first; else with what the first
    /// made of it.</summary>
    bool CountsStart => false;

    IBidFunction IStrategy.Start(Opening opening) => StartTable(opening);

    /// <inheritdoc cref="IStrategy.Start"/>
    ITableBids StartTable(Opening opening);
}

/// <summary>The tables of a seat, one a row.</summary>
public interface ITableBids : IBidFunction
{
    /// <summary>Types [n], ascending, and what each stands for, mu [n].</summary>
    (double[] Types, double[] Mass) TypesOf(Bidder bidder);

    /// <summary>Bids [m], ascending; all rows have the same.</summary>
    double[] Bids { get; }

    /// <summary>s, [n, m]: the probability of each bid given the type; every row sums to 1. To be changed in
    /// place.</summary>
    Span<double> Strategy(int row);

    /// <summary>The log weights that a table starts from, [n, m]; empty where it was given none.</summary>
    ReadOnlySpan<double> LogWeights(int row) => default;

    /// <summary>[m]: how often each bid is made at a type.</summary>
    ReadOnlySpan<double> Probabilities(int row, double type);

    /// <summary>The bid of each game: its type's row, and in it the bid that the draw falls on.</summary>
    /// <param name="draws">[B], uniform on [0,1).</param>
    void Draw(int row, ReadOnlySpan<float> types, ReadOnlySpan<float> draws, Span<float> bids);

    /// <summary>How often each bid is made over all types.</summary>
    Published Publish(int row);
}
