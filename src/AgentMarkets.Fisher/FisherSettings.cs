using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.Fisher;

/// <summary>The keys of an experiment file that belong to Fisher markets.</summary>
public sealed record FisherSettings
{
    [Setting("The market: who has how much money and wants what.")]
    public required FisherBlock Fisher { get; init; }

    [Setting("How its equilibrium is found.", Default = "newton-dual")]
    public ISolver Solver { get; init; } = null!;

    [Setting("Actors that share the buyers; an exact solution does not depend on it.", Min = 1, Max = 4096)]
    public int Shards { get; init; } = 1;

    [Setting("Whether to write who gets how much of what, to allocations.csv.")]
    public bool Allocations { get; init; }
}

/// <summary>The market itself: given, or drawn.</summary>
public sealed record FisherBlock
{
    [Setting("A market that is given, such as one in files; without it one is drawn from contexts.")]
    public IGivenMarket? Market { get; init; }

    [Setting("Buyers to draw; 1048576 where it is left out.", Min = 1, Max = 1 << 30)]
    public int? Buyers { get; init; }

    [Setting("Goods to draw; 10 where it is left out.", Min = 1, Max = 1 << 20)]
    public int? Goods { get; init; }

    [Setting("What buyers and goods are like, from which budgets and valuations follow.", Default = "normal")]
    public IContexts Contexts { get; init; } = null!;

    [Setting("What buyers make of a bundle.", Default = "linear")]
    public IBuyerUtility Utility { get; init; } = null!;

    [Setting("Whether buyers are drawn anew whenever they are looked at, so that nothing of their number is kept in "
        + "memory.")]
    public bool OnTheFly { get; init; }
}
