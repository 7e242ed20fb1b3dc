using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>The family of bid functions that a bidder learns in: from types to bids.</summary>
[Kind("strategy", "strategies")]
public interface IStrategy
{
    /// <summary>Whether its bid functions are linear between knots (<see cref="IBidFunction.Knots"/>), so that checks
    /// can be exact.</summary>
    bool IsPiecewiseLinear => false;

    /// <summary>Whether its parameters are many numbers that a gradient, or changed copies, can move.</summary>
    bool IsSmooth => true;

    /// <summary>Why it cannot serve in a game, with the way out; nothing where it can.</summary>
    (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) => null;

    /// <summary>The bid functions of a seat as they are before the first round.</summary>
    IBidFunction Start(Opening opening);
}

/// <summary>What a strategy is told when it starts.</summary>
/// <param name="Seeds">One a replica.</param>
public sealed record Opening(BayesianGame Game, Seat Seat, ulong[] Seeds, Device Device)
{
    /// <summary>Of parameters: 64 bits where expected gradients move them, whose steps may become as small as
    /// that.</summary>
    public ScalarType Precision { get; init; } = ScalarType.Float32;

    /// <summary>Whether all parameters are written before any is used: then none has to be found first.</summary>
    public bool IsPutLater { get; init; }

    /// <summary>Bid functions a replica: one a member, or one for all.</summary>
    public int RowsPerReplica => Seat.IsShared ? 1 : Seat.Members.Count;

    /// <summary>Replica by replica, and in each member by member.</summary>
    public int Rows => Seeds.Length * RowsPerReplica;

    /// <summary>Whose bid function it is; with shared ones, the first member's.</summary>
    public Bidder Owner(int row) => Seat.Members[row % RowsPerReplica];

    public int Replica(int row) => row / RowsPerReplica;

    public ulong Seed(int row) => Seeds[Replica(row)];
}

/// <summary>The bid functions of a seat with their parameters, one a row: R replicas, and in each the
/// members.</summary>
public interface IBidFunction : IDisposable
{
    /// <summary>[rows, P], of the opening's precision; tables are 64-bit.</summary>
    Tensor Parameters { get; }

    /// <summary>Bids at given parameters: the present ones, or changed copies.</summary>
    /// <param name="parameters">[rows, P].</param>
    /// <param name="types">[rows, B, D].</param>
    /// <param name="bids">[rows, B, A], written in place.</param>
    /// <param name="rows">How many of the B games count in each row.</param>
    void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows);

    /// <summary>The gradient of mean utility in the parameters, by the chain rule from the slope in the bids.</summary>
    /// <param name="slope">du/db, [rows, B, A]; may be overwritten.</param>
    /// <param name="gradient">[rows, P], written in place.</param>
    void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient);

    /// <summary>Puts parameters back to where they may be, after a step.</summary>
    void Restrain()
    {
    }

    /// <summary>The bids of one row in 64-bit arithmetic, for measuring.</summary>
    /// <param name="types">[n, D] row by row.</param>
    /// <param name="bids">[n, A] row by row, written in place.</param>
    void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids);

    /// <summary>The bid function of one row as knots (type, bid), [K, 2] with ascending types, where it is linear
    /// between them; else nothing.</summary>
    double[,]? Knots(int row) => null;

    /// <summary>The multipliers of bidders that bid in proportion to their type.</summary>
    /// <param name="to">[rows], written in place.</param>
    /// <returns>False for bidders that have none; nothing is written.</returns>
    bool Multipliers(Span<double> to) => false;
}
