using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>An auction rule: who gets what at which bids, and who pays what.</summary>
/// <remarks>
/// All methods are pure. A rule that says no more than <see cref="Clear"/> can be played, learned by the methods that
/// try bids out, and measured; a rule that says more is smoothed, and measured faster and closer. For one item the
/// class <see cref="OneItem"/> says it all. Bidders are numbered from 1; N, D, A and K are those of
/// <see cref="Shape"/>.
/// </remarks>
[Kind("mechanism", "mechanisms")]
public interface IMechanism
{
    /// <summary>The smallest number of bidders that the rule makes sense for.</summary>
    int FewestBidders => 2;

    /// <summary>The largest, or nothing where there is no limit.</summary>
    int? MostBidders => null;

    /// <summary>The lowest price of an item or a unit; 0 where there is no such price.</summary>
    double Reserve => 0;

    /// <summary>How many numbers types, bids and outcomes have.</summary>
    GameShape Shape(int bidders) => GameShape.OneItem;

    /// <summary>Where a bidder's types come from when the experiment does not say; nothing where the rule does not say
    /// either.</summary>
    IPrior? PriorOf(int bidder, int bidders) => null;

    /// <summary>What a bidder is in this game: <c>local</c>, <c>seller</c>; nothing where all are alike.</summary>
    string? RoleOf(int bidder, int bidders) => null;

    /// <summary>Whose types a correlation ties together when the experiment does not say, in ascending order; nothing
    /// for all.</summary>
    IReadOnlyList<int>? CorrelatedBidders(int bidders) => null;

    /// <summary>Whether outcomes are items of which a bidder may win any number, so that their utilities add
    /// up.</summary>
    bool IsAdditive => false;

    /// <summary>Whether a type's D draws are put in descending order: values of a first, second, ... unit.</summary>
    bool TypesDescend => false;

    /// <summary>Whether the A numbers of a bid must not increase: bids for a first, second, ... unit. Bids are sorted
    /// before they are made.</summary>
    bool BidsDescend => false;

    /// <summary>Whether a bid may be any real number, also a negative one. Such a rule is not about money.</summary>
    bool TakesNegativeBids => false;

    /// <summary>The bids that there are, [m, A] row by row, where there are finitely many; else nothing.</summary>
    double[]? Actions(int bidder, int bidders) => null;

    /// <summary>Whether <see cref="Clear"/> draws lots where bids tie.</summary>
    bool DrawsLots => false;

    /// <summary>Whether multiplying all bids by a number leaves who wins what, and multiplies payments by
    /// it.</summary>
    bool IsScaleFree => true;

    /// <summary>The exact outcome of each game.</summary>
    /// <param name="bids">[R, B, N, A], any floating type.</param>
    /// <param name="lots">[R, B, N], uniform on [0,1), for rules that draw lots; without them they give their
    /// expectation.</param>
    /// <returns>[R, B, N, K], and q [R, B, N, 1].</returns>
    Outcome Clear(Tensor bids, Tensor? lots = null);

    /// <summary>The exact outcome of one bidder for several bids of its own against the same bids of the
    /// others.</summary>
    /// <param name="bids">[R, B, N, A]; the bidder's own are not used.</param>
    /// <param name="own">[R, P, B, A].</param>
    /// <returns>[R, P, B, K], and q [R, P, B, 1].</returns>
    Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null) =>
        Variation.ByClearing(this, bidder, bids, own, lots);

    /// <summary>What each outcome is worth to a bidder.</summary>
    /// <param name="values">[..., D].</param>
    /// <returns>[..., K].</returns>
    Tensor Worth(int bidder, Tensor values) => values;

    /// <summary>What one unit of payment costs a bidder, [..., 1]; nothing where it is 1.</summary>
    /// <param name="values">[..., D].</param>
    Tensor? Cost(int bidder, Tensor values) => null;

    /// <summary>The highest welfare that any allocation gives, sum over bidders of worth.</summary>
    /// <param name="worth">[S, N, K].</param>
    /// <returns>[S].</returns>
    Tensor BestWelfare(Tensor worth) => worth.amax([1, 2]).clamp_min(0);

    /// <summary>The few numbers of the others' bids that decide how a bid fares: what a bidder is told of the others in
    /// a check.</summary>
    /// <param name="bids">[S, N, A] row by row: S games, 64-bit.</param>
    /// <returns>For each bidder the statistic, [S, d] row by row; without more knowledge, all bids of the
    /// others.</returns>
    Func<int, double[]> Oppose(double[] bids, int bidders) => Played.Rivals(bids, bidders, Shape(bidders).Bids);

    /// <summary>Whether <see cref="Against"/> is exact also where rivals tie with each other; else they are taken in
    /// the order of their numbers there.</summary>
    bool OpposesTiedRivals => true;

    /// <summary>What a bidder faces, from its statistic; without more knowledge by playing every game.</summary>
    /// <param name="statistic">[S, d], as <see cref="Oppose"/> made it; may be kept and changed.</param>
    IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new Played(this, bidder, bidders, statistic);

    /// <summary>Whether <see cref="AgainstMixtures"/> serves where everybody plays a finite mixture.</summary>
    bool TakesMixtures => false;

    /// <summary>What a bidder faces where everybody's mixture is known: without sampling.</summary>
    /// <param name="mixtures">Of all bidders in the order of their numbers: bids, ascending, and how often each is
    /// made. The bidder's own is not looked at.</param>
    IOpposition AgainstMixtures(int bidder, IReadOnlyList<(double[] Bids, double[] Weights)> mixtures) =>
        throw new NotSupportedException("This rule needs a sample of bids.");
}
