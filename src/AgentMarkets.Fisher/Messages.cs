using AgentMarkets.Core.Actors;

namespace AgentMarkets.Fisher;

// What the actors of a Fisher market say to each other. R replicas, m goods; nothing of the size of the buyers travels.
//
//   coordinator                 market                     shard s
//       | Ask(moment) ----------->|                            |      prices, multipliers: the solver's question
//       |                         | Signal(moment) ----------->|      what it means for a buyer: prices, marginal costs
//       |                         |<---------- Demand(moment) -|      sums over its buyers, a subtree of blocks each
//       |<------- Cleared(moment) |                            |      when all shards are in: sums in one order
//       | the solver's next prices                             |
//
// The same four messages carry a round of solving, a measurement (sums of the allocation out of it, the non-negative
// parts of the Nash gap the second time), and the allocation itself where a user wants to see it.

/// <summary>What a message is for; of one round, solving comes before measuring.</summary>
public enum Phase
{
    /// <summary>Before the first round: the sum of all budgets.</summary>
    Census,

    Solve,
    MeasureOnTheWay,
    MeasureFinally,

    /// <summary>The allocation, a stretch of blocks at a time.</summary>
    List,
}

/// <summary>When: a message at or before the moment that its receiver has reached is a second copy, and changes
/// nothing.</summary>
public readonly record struct Moment(long Round, Phase Phase, int Stage)
{
    public static Moment Never { get; } = new(-1, Phase.Census, 0);

    public bool IsAfter(Moment other) => Round != other.Round ? Round > other.Round
        : Phase != other.Phase ? Phase > other.Phase
        : Stage > other.Stage;
}

/// <summary>What is asked about every buyer of one replica.</summary>
/// <param name="Want">A word of the solver's own: <c>spending</c>, <c>scan</c>, <c>step</c>.</param>
/// <param name="Numbers">Mostly m of them; the solver that wrote the word knows their order.</param>
public sealed record Question(string Want, double[] Numbers);

/// <summary>A shard's answer about its buyers of one replica.</summary>
/// <param name="Sums">Sums over whole subtrees of blocks, in the order of their blocks.</param>
/// <param name="Listed">Numbers that are not summed but put one after the other by shard: a maximum, a few undecided
/// buyers.</param>
public sealed record Answer(IReadOnlyList<BlockSum> Sums, double[] Listed);

/// <summary>The answers of all shards put together.</summary>
public sealed record Total(double[] Sums, double[] Listed);

/// <summary>From the coordinator to the market.</summary>
/// <param name="Questions">[R]; nothing for a replica that has nothing to find out.</param>
public sealed record Ask(Moment Moment, IReadOnlyList<Question?> Questions) : IMessage
{
    public long Round => Moment.Round;
}

/// <summary>From the market to each shard.</summary>
/// <param name="Questions">[R], as above.</param>
public sealed record Signal(Moment Moment, IReadOnlyList<Question?> Questions) : IMessage
{
    public long Round => Moment.Round;
}

/// <summary>From a shard to the market.</summary>
/// <param name="Answers">[R]; nothing where nothing was asked.</param>
public sealed record Demand(Moment Moment, IReadOnlyList<Answer?> Answers) : IMessage
{
    public long Round => Moment.Round;
}

/// <summary>From the market to the coordinator.</summary>
/// <param name="Totals">[R]; nothing where nothing was asked.</param>
public sealed record Cleared(Moment Moment, IReadOnlyList<Total?> Totals) : IMessage
{
    public long Round => Moment.Round;
}
