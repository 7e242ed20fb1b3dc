using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

// What the actors of an auction game say to each other. R replicas, B games of a batch, S games of an evaluation.
// An actor stands for one bidder, or for C bidders of one structure (a cohort).
//
//   coordinator            bidders                      auctioneer
//       | StartRound(t) ------>|                             |
//       |                      | SubmitBids(t) ------------->|      types never leave the bidder
//       |                      |<------- ClearingSignal(t) --|      when all bids are in: how the smoothed market
// answers,
//       |                      |     or VariedOutcome(t)     |      or the exact one, to bids that were tried,
//       |                      |     or RoundLaw(t)          |      or what the others bid
//       |<------ RoundDone(t) -|                             |      after one step of learning
//
//       | StartCheck(t) ------>|                             |      best-response check, a block of replicas at a time
//       |                      | PublishStrategy(t) -------->|
//       |                      |<--------- OpposingBids(t) --|      when all strategies are in
//       |<--- BestResponded(t) |                             |

/// <summary>Play one round of all games.</summary>
/// <param name="IsLast">Whether the games rest after it: only then is anything measured.</param>
public sealed record StartRound(long Round, bool IsLast = false) : IMessage;

/// <summary>What a learner wants to be told about its bids.</summary>
public enum Question
{
    /// <summary>How the smoothed market answers, and the slopes in the own bid: <see cref="ClearingSignal"/>.</summary>
    Slopes,

    /// <summary>What the exact rule makes of other bids in the same games: <see cref="VariedOutcome"/>.</summary>
    Variants,

    /// <summary>What opposes it: <see cref="RoundLaw"/>.</summary>
    Law,

    /// <summary>The strategies of all as they published them: <see cref="RoundLaw"/>.</summary>
    Strategies,
}

/// <summary>An actor's bids.</summary>
/// <param name="Bids">[R, C, B, A].</param>
/// <param name="Variants">[R, C, P, B, A]: bids to try in the same games, where the question is that.</param>
/// <param name="Strategies">Its bidders' strategies in all replicas, [C][R], where they are not random draws but laws
/// of their own; else nothing.</param>
public sealed record SubmitBids(long Round, Tensor Bids, Question Question = Question.Slopes, Tensor? Variants = null,
    Published[][]? Strategies = null) : IMessage
{
    public IMessage Copy() => this with { Bids = Bids.Apart(), Variants = Variants?.Apart() };

    public void Release()
    {
        Bids.Dispose();
        Variants?.Dispose();
    }
}

/// <summary>How a market answers a bid, and how that changes with the own bid.</summary>
/// <param name="Win">x: probability of each outcome, [..., B, K].</param>
/// <param name="Payment">p: payment given the outcome, [..., B, K].</param>
/// <param name="Loss">q: payment if nothing is won, [..., B, 1]; nothing where there is none.</param>
/// <param name="WinSlope">dx/db, [..., B, K, A].</param>
/// <param name="PaymentSlope">dp/db, [..., B, K, A].</param>
/// <param name="LossSlope">dq/db, [..., B, 1, A].</param>
public sealed record MarketSignal(
    Tensor Win, Tensor Payment, Tensor? Loss, Tensor WinSlope, Tensor PaymentSlope, Tensor? LossSlope)
{
    /// <summary>The same of every tensor changed in the same way, as when axes are put together.</summary>
    public MarketSignal Each(Func<Tensor, Tensor> change) => new(change(Win), change(Payment),
        Loss is null ? null : change(Loss), change(WinSlope), change(PaymentSlope),
        LossSlope is null ? null : change(LossSlope));

    internal IEnumerable<Tensor> Tensors =>
        new[] { Win, Payment, Loss, WinSlope, PaymentSlope, LossSlope }.OfType<Tensor>();
}

/// <summary>What bids led to in the smoothed market.</summary>
/// <param name="Market">[R, C, B, ...].</param>
public sealed record ClearingSignal(long Round, MarketSignal Market) : IMessage
{
    public IMessage Copy() => new ClearingSignal(Round, Market.Each(tensor => tensor.Apart()));

    public void Release()
    {
        foreach (var tensor in Market.Tensors)
        {
            tensor.Dispose();
        }
    }
}

/// <summary>What the exact rule makes of bids that were tried.</summary>
/// <param name="Outcome">[R, C, P, B, K].</param>
public sealed record VariedOutcome(long Round, Outcome Outcome) : IMessage
{
    public IMessage Copy() =>
        new VariedOutcome(Round, new Outcome(Outcome.Win.Apart(), Outcome.Payment.Apart(), Outcome.Loss?.Apart()));

    public void Release()
    {
        Outcome.Win.Dispose();
        Outcome.Payment.Dispose();
        Outcome.Loss?.Dispose();
    }
}

/// <summary>What opposes an actor's bidders in a round.</summary>
/// <param name="Opposed">[C][R].</param>
public sealed record RoundLaw(long Round, Opposed[][] Opposed) : IMessage;

/// <summary>The actor's bidders have learned from the round.</summary>
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

/// <summary>Publish the strategies, and then find the best responses to the others'.</summary>
public sealed record StartCheck(Block Block) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>One bidder's strategy in one replica as the others may know it: one of these is given.</summary>
/// <param name="Bids">[S, A] row by row: bids of fresh types.</param>
/// <param name="Knots">[K, 2] of (type, bid): a bid function that is linear between, or a fine table of it.</param>
/// <param name="Mixture">The bids of a finite grid, ascending, and how often each is made.</param>
/// <param name="Averages">The same of its averages over the rounds, where it keeps some.</param>
public sealed record Published(double[]? Bids = null, double[,]? Knots = null,
    (double[] Bids, double[] Weights)? Mixture = null, IReadOnlyList<Published>? Averages = null);

/// <summary>Strategies of an actor's bidders.</summary>
/// <param name="Strategies">[C][Count].</param>
public sealed record PublishStrategy(Block Block, Published[][] Strategies) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>What opposes one bidder in one replica: one of these is given.</summary>
/// <param name="Statistic">[S, d], as the rule makes it of all bids.</param>
/// <param name="Rivals">All bidders' strategies in the order of their numbers; its own is not looked at.</param>
public sealed record Opposed(double[]? Statistic = null, IReadOnlyList<Published>? Rivals = null);

/// <summary>What opposes an actor's bidders.</summary>
/// <param name="Opposed">[C][Count].</param>
public sealed record OpposingBids(Block Block, Opposed[][] Opposed) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>What an actor's bidders found.</summary>
/// <param name="Found">[C].</param>
public sealed record BestResponded(Block Block, IReadOnlyList<Finding> Found) : IMessage
{
    public long Round => Block.Round;
}

/// <summary>What one bidder found: a name and one number a replica each, and on the final check its bids on a
/// grid.</summary>
public sealed record Finding(IReadOnlyList<(string Metric, double[] Values)> Measured, BidTable? Table);

/// <summary>Bids and losses at some types, one row a replica.</summary>
/// <param name="Types">[T, D] row by row.</param>
/// <param name="Bids">[Count][T, A] row by row.</param>
/// <param name="Losses">[Count, T].</param>
public sealed record BidTable(double[] Types, double[][] Bids, double[,] Losses)
{
    /// <summary>[Count][T]: what the types could gain at most, where certificates were asked for; else
    /// nothing.</summary>
    public double[][]? Certified { get; init; }
}

internal static class TensorCopies
{
    /// <summary>A copy that no dispose scope frees.</summary>
    public static Tensor Apart(this Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}
