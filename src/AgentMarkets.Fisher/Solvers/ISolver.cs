using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>
/// A way to find an equilibrium: a piece of the catalogue. It has three halves, one for each actor, which meet only
/// through questions and sums: prices (coordinator), clearing (market), buying (shard).
/// </summary>
[Kind("solver", "solvers")]
public interface ISolver
{
    /// <summary>Whether it knows when it is done, so that the rounds of a file are not used.</summary>
    bool EndsByItself { get; }

    /// <summary>The metrics of its own, beside those of every Fisher market: reported as it goes.</summary>
    IReadOnlyList<string> Metrics => [];

    /// <summary>Why it cannot solve this market, as the end of a sentence, and a way out; nothing where it
    /// can.</summary>
    (string Rule, string WayOut)? Refuses(SolvedMarket market) => null;

    /// <summary>The coordinator's half.</summary>
    /// <param name="budget">Btot = sum_i B_i, money.</param>
    IPricing Price(SolvedMarket market, double budget);

    /// <summary>The market's half: what a question means for a buyer.</summary>
    IClearing Clear(SolvedMarket market) => PassOn.Instance;

    /// <summary>A shard's half.</summary>
    IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers);
}

/// <summary>One replica's market with what is the same for all its actors.</summary>
/// <param name="Replica">From 0.</param>
/// <param name="Rounds">Steps that a learned solver will take.</param>
public sealed record SolvedMarket(int Replica, ulong Seed, IMarket Market, IUtilityFunction Utility, int Shards,
    long Rounds, Device Device);

/// <summary>A shard's place among the others.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Share">omega_h = n_h / n.</param>
public sealed record Shard(int Number, double Share);

/// <summary>Where prices come from: the coordinator's half of a solver, for one replica.</summary>
public interface IPricing : IDisposable
{
    /// <summary>What to ask the buyers next; nothing when it is done. Asked again before <see cref="Take"/>, it says
    /// the same.</summary>
    Question? Next();

    /// <summary>Takes the answer to the last question.</summary>
    void Take(Total total);

    /// <summary>What shards need to know in order to allocate now, such as prices.</summary>
    double[] Announcement { get; }

    /// <summary>Prices, given the sums of what shards allocate.</summary>
    /// <param name="sums">[m]: sum_i of what <see cref="IBuying.Allocate"/> gives, over all buyers.</param>
    Settlement Settle(double[] sums);

    /// <summary>What it found out by the last answer: numbers of its own metrics.</summary>
    IReadOnlyList<(string Metric, double Value)> Measured => [];

    /// <summary>What a user should hear of the answer, a sentence each, once it is done.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>All that the future depends on.</summary>
    double[] Save();

    void Load(double[] state);

    void IDisposable.Dispose()
    {
    }
}

/// <summary>Prices and units.</summary>
/// <param name="Prices">p_j, [m], money a unit; 0 for free goods.</param>
/// <param name="Units">[m]: what shards allocate, divided by this, are units of good j. Ones where they allocate goods,
/// prices where they allocate bids.</param>
public sealed record Settlement(double[] Prices, double[] Units);

/// <summary>The market's half of a solver, for one replica: turns what the coordinator asks and what was demanded last
/// into a signal.</summary>
public interface IClearing
{
    Question Signal(Question asked);

    void Take(Total total)
    {
    }

    double[] Save() => [];

    void Load(double[] state)
    {
    }
}

/// <summary>Buyers hear what the coordinator asks.</summary>
public sealed class PassOn : IClearing
{
    public static PassOn Instance { get; } = new();

    public Question Signal(Question asked) => asked;
}

/// <summary>How buyers answer: a shard's half of a solver, for one replica.</summary>
public interface IBuying : IDisposable
{
    /// <summary>Answers a signal, and learns from it where the solver learns.</summary>
    Answer Answer(Question signal);

    /// <summary>Where the allocation is closed-form demand at some prices, those: it is then measured in fused passes.
    /// Nothing elsewhere.</summary>
    AnnouncedDemand? Demand(double[] announced) => null;

    /// <summary>The present allocation of some buyers: goods or bids, as <see cref="Settlement.Units"/> says.</summary>
    /// <param name="x">[m, Stride], in columns as the chunk's; overwritten.</param>
    void Allocate(double[] announced, BuyerChunk buyers, Span<double> x);

    /// <summary>Parameters and moments by name; of the same names throughout the run.</summary>
    IReadOnlyList<(string Name, byte[] Bytes)> Save() => [];

    void Load(IReadOnlyList<(string Name, byte[] Bytes)> state)
    {
    }

    void IDisposable.Dispose()
    {
    }
}

/// <summary>Closed-form demand at log prices <paramref name="S"/>, [m].</summary>
public sealed record AnnouncedDemand(double[] S, ClosedForm Demand, SplitSpending? Splits = null);
