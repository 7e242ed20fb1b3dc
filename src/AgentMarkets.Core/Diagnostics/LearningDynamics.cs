namespace AgentMarkets.Core.Diagnostics;

/// <summary>The learning that some replicas of one experiment went through, and where it left them.</summary>
/// <param name="Rule">As the learners stand at the end: Adam's second moments, averaged over replicas, are
/// frozen.</param>
/// <param name="Batch">Games a round; nothing where learners saw expected gradients.</param>
/// <param name="End">One row a replica.</param>
public sealed record LearningDynamics(IGradientField Field, UpdateRule Rule, int? Batch, Standing End) : IDisposable
{
    /// <summary>The joint parameters in equilibrium, [P], not-a-number where unknown; nothing where no equilibrium is
    /// known within the strategies' class.</summary>
    public double[]? Equilibrium { get; init; }

    /// <summary>The joint parameters at which these strategies would rest if nothing were smoothed, [P]; nothing where
    /// nobody knows.</summary>
    public double[]? BestOfClass { get; init; }

    /// <summary>What a user thinks in where that is not the parameters themselves.</summary>
    public Quantity? Quantity { get; init; }

    /// <summary>Whether the steps follow the size of the gradients, as Adam's do: then they grow as batches
    /// grow.</summary>
    public bool StepsAdapt { get; init; }

    /// <summary>Whether parameters are log weights of the actions of a finite game.</summary>
    public bool AreLogWeights { get; init; }

    /// <summary>Which of the observables belong to which actor: places of the first and behind the last, in the order
    /// of the actors.</summary>
    public IReadOnlyList<(int First, int End)> Actors { get; init; } = [];

    public void Dispose() => Field.Dispose();
}

/// <summary>What a user thinks in: multipliers say more than the parameters that they are made of.</summary>
/// <param name="Name">Of all of them: <c>multiplier</c>.</param>
/// <param name="Of">From each parameter to it, [P]; rising.</param>
public sealed record Quantity(string Name, IReadOnlyList<Func<double, double>> Of);
