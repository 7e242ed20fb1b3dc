using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions;

/// <summary>How types come about: the joint law of what all bidders see, and of what it is worth to them.</summary>
/// <remarks>Common knowledge: whoever knows a stream's name can make the draws of anybody; but a bidder alone knows
/// its own type of a game.</remarks>
public sealed class Nature(IMechanism mechanism, IReadOnlyList<Bidder> bidders)
{
    private static readonly ActorId Id = new("nature", 1);

    /// <summary>D, numbers of a type.</summary>
    public int Types { get; } = mechanism.Shape(bidders.Count).Types;

    /// <summary>Whether what a bidder sees tells it something of the others.</summary>
    public bool IsIndependent => !bidders[0].Prior.IsJoint;

    /// <summary>Whether a type is its own value.</summary>
    public bool ValuesAreTypes => true;

    /// <summary>Whose draws make a bidder's types: nature's where one draw decides all bidders', else the own.</summary>
    public ActorId Source(Bidder bidder) => bidder.Prior.IsJoint ? Id : bidder.Id;

    /// <summary>The lowest and the highest number that a bidder's type may have.</summary>
    public (double Low, double High) Support(Bidder bidder) => bidder.Prior.Support(bidder.Number);

    /// <summary>The types of one round in one replica, for learning.</summary>
    /// <param name="key">Of the bidder's <see cref="Source"/>.</param>
    /// <param name="types">[B, D] row by row.</param>
    public void Draw(Bidder bidder, StreamKey key, long round, Span<float> types)
    {
        new RandomStream(key, round).Uniform(types);
        bidder.Prior.Quantile(bidder.Number, types);
        if (mechanism.TypesDescend)
        {
            for (int k = 0; k < types.Length; k += Types)
            {
                types.Slice(k, Types).Sort(static (a, b) => b.CompareTo(a));
            }
        }
    }

    /// <inheritdoc cref="Draw(Bidder, StreamKey, long, Span{float})"/>
    public void Draw(Bidder bidder, StreamKey key, long round, Span<double> types)
    {
        new RandomStream(key, round).Uniform(types);
        bidder.Prior.Quantile(bidder.Number, types);
        if (mechanism.TypesDescend)
        {
            for (int k = 0; k < types.Length; k += Types)
            {
                types.Slice(k, Types).Sort(static (a, b) => b.CompareTo(a));
            }
        }
    }
}
