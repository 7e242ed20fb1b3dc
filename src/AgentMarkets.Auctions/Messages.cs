using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

// What the actors of an auction game say to each other. R replicas, B games of a batch, S games of an evaluation.
//
//   coordinator            bidder i                     auctioneer
//       | StartRound(t) ------>|                             |
//       |                      | SubmitBids(t) ------------->|      types never leave the bidder
//       |                      |<------- ClearingSignal(t) --|      when all bids are in
//       |<------ RoundDone(t) -|                             |      after one step of learning
//
//       | StartCheck(t) ------>|                             |      best-response check, a block of replicas at a time
//       |                      | PublishStrategy(t) -------->|
//       |                      |<--------- OpposingBids(t) --|      when all strategies are in
//       |<--- BestResponded(t) |                             |

/// <summary>Play one round of all games.</summary>
public sealed record StartRound(long Round) : IMessage;

/// <summary>A bidder's bids, [R, B, 1].</summary>
public sealed record SubmitBids(long Round, Tensor Bids) : IMessage
{
    public IMessage Copy() => this with { Bids = Bids.Apart() };

    public void Release() => Bids.Dispose();
}

/// <summary>What a bid led to in the smoothed market, and how that changes with the own bid.</summary>
/// <param name="Win">x: probability of each outcome, [R, B, 1].</param>
/// <param name="Payment">p: payment given the outcome, [R, B, 1].</param>
/// <param name="WinSlope">dx/db, [R, B, 1, 1].</param>
/// <param name="PaymentSlope">dp/db, [R, B, 1, 1].</param>
public sealed record ClearingSignal(long Round, Tensor Win, Tensor Payment, Tensor WinSlope, Tensor PaymentSlope)
    : IMessage
{
    public IMessage Copy() => new ClearingSignal(
        Round, Win.Apart(), Payment.Apart(), WinSlope.Apart(), PaymentSlope.Apart());

    public void Release()
    {
        Win.Dispose();
        Payment.Dispose();
        WinSlope.Dispose();
        PaymentSlope.Dispose();
    }
}

/// <summary>A bidder has learned from the round.</summary>
public sealed record RoundDone(long Round) : IMessage;

/// <summary>Some replicas of one evaluation: those from <paramref name="First"/> on, <paramref name="Count"/> of
/// them.</summary>
/// <param name="Samples">S, games a replica where the law of the bids has to be sampled.</param>
public readonly record struct Block(long Round, bool Final, int First, int Count, int Samples)
{
    /// <summary>Whether it comes after another in the order in which blocks are checked; after none, all do.</summary>
    public bool IsAfter(Block? other) =>
        other is not { } last || (Round, Final, First).CompareTo((last.Round, last.Final, last.First)) > 0;
}

/// <summary>Publish the strategy, and then find the best response to the others'.</summary>
public sealed record StartCheck(Block Block) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>A bidder's strategy as the auctioneer may know it: bids of fresh types, or the bid function
/// itself.</summary>
/// <param name="Bids">[Count, S], 64-bit; one row a replica.</param>
/// <param name="Knots">[Count][K, 2] of (type, bid), where the function is piecewise linear and the check
/// exact.</param>
public sealed record PublishStrategy(Block Block, double[,]? Bids, double[][,]? Knots) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>The law of what opposes one bidder.</summary>
/// <param name="Highest">[Count, S]: the highest rival bid of each game.</param>
/// <param name="Share">[Count, S]: the share of the item that a bid equal to it gets by the tie rule.</param>
/// <param name="Rivals">The rivals' bid functions with their numbers, in the exact case.</param>
public sealed record OpposingBids(Block Block, double[,]? Highest, double[,]? Share,
    IReadOnlyList<(int Bidder, double[][,] Knots)>? Rivals) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>What a bidder found: a name and one number a replica each, and on the final check its bids on a
/// grid.</summary>
public sealed record BestResponded(Block Block, IReadOnlyList<(string Metric, double[] Values)> Measured,
    BidTable? Table) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>Bids and losses on a grid of types, one row a replica: [Count, K].</summary>
public sealed record BidTable(double[] Types, double[,] Bids, double[,] Losses);

internal static class TensorCopies
{
    /// <summary>A copy that no dispose scope frees.</summary>
    public static Tensor Apart(this Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}
