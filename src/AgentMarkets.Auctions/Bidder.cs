using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions;

/// <summary>Who bids: what is common knowledge about one bidder of a game.</summary>
/// <param name="Number">From 1.</param>
public sealed record Bidder(int Number, IPrior Prior, IUtility Utility, IStrategy Strategy, ILearner Learner)
{
    /// <summary>Whose streams its draws come from, wherever it is played.</summary>
    public ActorId Id => new("bidder", Number);

    /// <summary>What it is in this game: <c>local</c>, <c>seller</c>; nothing where all are alike.</summary>
    public string? Role { get; init; }
}

/// <summary>Bidders that one actor stands for: one, or a cohort of one structure.</summary>
/// <param name="Members">In the order of their numbers, which follow each other.</param>
/// <param name="IsShared">Whether they have their parameters in common.</param>
public sealed record Seat(IReadOnlyList<Bidder> Members, bool IsShared)
{
    /// <summary>What the members have in common.</summary>
    public Bidder First => Members[0];

    public ActorId Id => First.Id;
}
