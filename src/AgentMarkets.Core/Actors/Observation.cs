namespace AgentMarkets.Core.Actors;

/// <summary>What actors tell the outside. Nothing comes back: an observation never changes a run.</summary>
public abstract record Observation(long Round);

/// <summary>A metric measured after <paramref name="Round"/> rounds.</summary>
/// <param name="Values">[R, W]: one row a replica, one column a bidder (or a single column); not-a-number where
/// undefined.</param>
/// <param name="Final">Whether this is the evaluation that closes the run.</param>
public sealed record Measurement(long Round, string Metric, double[,] Values, bool Final) : Observation(Round);

/// <summary>A table of results, such as the learned bids on a grid of types. Columns are of equal length.</summary>
public sealed record Table(long Round, string Name, IReadOnlyList<Column> Columns) : Observation(Round);

/// <summary>More rows of a table that is too long to be held: written as they come, under the table's name.</summary>
public sealed record TableRows(long Round, string Name, IReadOnlyList<Column> Columns) : Observation(Round);

/// <summary>One named column of a <see cref="Table"/>: numbers, or names where <paramref name="Texts"/> is
/// given.</summary>
public sealed record Column(string Name, double[] Numbers, string[]? Texts = null);

/// <summary>What there was to look at of an actor in the rounds up to <paramref name="Round"/>, where trajectories are
/// kept.</summary>
/// <param name="Names">[K], of this actor.</param>
/// <param name="Values">[n, R, K], the last n rounds, the oldest first.</param>
public sealed record TrajectoryRows(long Round, ActorId Actor, IReadOnlyList<string> Names, int Replicas,
    double[] Values) : Observation(Round)
{
    /// <summary>n.</summary>
    public int Rounds => Values.Length / (Replicas * Names.Count);
}

/// <summary>Not every replica survives: this one met a number that is not finite. The others go on untouched.</summary>
public sealed record ReplicaFailed(long Round, ActorId Actor, int Replica, string Why) : Observation(Round);

/// <summary>Every actor has finished the round.</summary>
public sealed record RoundCompleted(long Round) : Observation(Round);

/// <summary>Nothing is left to do: further rounds would change nothing.</summary>
public sealed record Finished(long Round) : Observation(Round);

/// <summary>What a user should hear about a replica though it did not fail, as a sentence.</summary>
public sealed record Remark(long Round, int Replica, string Sentence) : Observation(Round);
