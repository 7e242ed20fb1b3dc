using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions;

/// <summary>Who bids: what is common knowledge about one bidder of a game.</summary>
/// <param name="Number">From 1.</param>
public sealed record Bidder(int Number, IPrior Prior, IUtility Utility, IStrategy Strategy, ILearner Learner)
{
    public ActorId Id => new("bidder", Number);

    /// <summary>Whose stream the types come from: nature's where one draw decides all bidders', else the own.</summary>
    public ActorId TypeSource => Prior.IsJoint ? new ActorId("nature", 1) : Id;

    /// <summary>The types of one round.</summary>
    /// <param name="keys">One a replica, of <see cref="TypeSource"/> where the types are to be shared.</param>
    /// <param name="to">[R, B].</param>
    public void DrawTypes(StreamKey[] keys, long round, Span<float> to)
    {
        int rows = to.Length / keys.Length;
        for (int r = 0; r < keys.Length; r++)
        {
            var row = to.Slice(r * rows, rows);
            new RandomStream(keys[r], round).Uniform(row);
            Prior.Quantile(Number, row);
        }
    }
}
