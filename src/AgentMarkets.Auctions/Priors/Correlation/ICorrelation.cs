using System.Numerics;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors.Correlation;

/// <summary>How the observations of some bidders, the members, hang together. Who is a member, the caller says; all
/// members are alike.</summary>
/// <remarks>
/// A game is made of uniform draws on [0,1): one of each member, from its own stream, and
/// <see cref="SharedDraws"/> that all members share, from nature's. What comes out is a <em>place</em>: an observation
/// where the correlation fixes its distribution (<see cref="Marginal"/>), else a rank, which the quantile function of
/// each member's own prior turns into its type. So a correlation of ranks goes with any priors, also different ones.
/// docs/auctions.md, 5.
/// </remarks>
[Kind("correlation", "correlations")]
public interface ICorrelation
{
    /// <summary>Uniform draws a game that all members share.</summary>
    int SharedDraws { get; }

    /// <summary>Whether it is defined for values drawn from [0,1] evenly and for nothing else, so that the prior must
    /// be <c>uniform</c> on [0,1]; places are then observations, else they are ranks.</summary>
    bool NeedsUniformPrior { get; }

    /// <summary>Whether the value of a member is its observation; else <see cref="Values"/> gives it.</summary>
    bool ValuesAreObservations => true;

    /// <summary>The distribution of one member's observation, the same for all members; nothing where places are
    /// ranks.</summary>
    IMarginal? Marginal => null;

    /// <summary>The places of one member in B games.</summary>
    /// <param name="own">The member's uniform draws, [B].</param>
    /// <param name="shared">Nature's uniform draws, [B, SharedDraws].</param>
    /// <param name="places">[B]; may be the memory of <paramref name="own"/>.</param>
    void Observe<T>(ReadOnlySpan<T> own, ReadOnlySpan<T> shared, Span<T> places)
        where T : struct, IBinaryFloatingPointIeee754<T>;

    /// <summary>The value of the item in B games, the same for all members, where it is not the observation.</summary>
    /// <param name="places">Of all members, [B, members].</param>
    /// <param name="shared">Nature's uniform draws, [B, SharedDraws].</param>
    /// <param name="values">[B].</param>
    /// <exception cref="InvalidOperationException">Values are observations.</exception>
    void Values<T>(ReadOnlySpan<T> places, ReadOnlySpan<T> shared, Span<T> values)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        throw new InvalidOperationException($"'{Piece.NameOf(this)}' makes no values: they are the observations.");

    /// <summary>Draws K games from their exact law given the place of one member.</summary>
    /// <param name="place">The member's observation; its rank where places are ranks (see <see cref="Rank"/>).</param>
    /// <param name="uniforms">[K, 1 + others]: a draw for what is shared, then one for every other member.</param>
    /// <param name="others">The places of the other members, [K, others]; all members but one.</param>
    /// <param name="values">The value of the item, [K]; empty where values are observations.</param>
    void Conditional(double place, ReadOnlySpan<double> uniforms, Span<double> others,
        Span<double> values);

    /// <summary>The same law without sampling; nothing where it is not of this kind.</summary>
    /// <param name="place">As for <see cref="Conditional"/>.</param>
    /// <param name="members">How many members there are.</param>
    IConditionalLaw? Given(double place, int members) => null;

    /// <summary>The rank that a type has under a prior: uniform between F just below it and F there.</summary>
    /// <remarks>Where there are no atoms it is F(type). A type of an atom may come from any rank in it: a uniform draw
    /// a game decides, or the law given the type is not exact.</remarks>
    /// <param name="uniform">On [0,1); matters at atoms only.</param>
    static double Rank(IPrior prior, int bidder, double type, double uniform)
    {
        double upTo = prior.Cdf(bidder, type);
        if (prior.IsContinuous)
        {
            return upTo;
        }
        double below = prior.Cdf(bidder, Math.BitDecrement(type));
        return below + uniform * (upTo - below);
    }
}
