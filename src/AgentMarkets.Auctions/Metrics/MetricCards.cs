using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Metrics;

// What the numbers of an auction game are. "Exact": linear bid functions and continuous independent priors need no
// sampling.

[Card("multiplier", "Bid over value of a linear bidder, sigma(w), after the last round; no unit; exact.",
    "docs/auctions.md, 3")]
public sealed class Multiplier : IMetric;

[Card("multiplier-average", "Mean multiplier over the second half of the run; no unit; exact.",
    "docs/auctions.md, 3")]
public sealed class MultiplierAverage : IMetric;

[Card("utility", "Mean utility of a bidder in the exact auction, E U(v, b(v)); money; exact or sampled.",
    "docs/auctions.md, 4")]
public sealed class Utility : IMetric;

[Card("smoothed-utility", "Mean utility of a bidder in the smoothed market that gradients are learned from; money; "
    + "over the games of the round that was last played, before it was learned from.", "docs/auctions.md, 2")]
public sealed class SmoothedUtility : IMetric;

[Card("revenue", "Mean sum of all payments in the exact auction; money; exact or sampled.",
    "docs/auctions.md, 1")]
public sealed class Revenue : IMetric;

[Card("utility-sampling-error", "Standard error that sampling the rivals leaves in a bidder's utility; money; an "
    + "estimate, at the end of a run, where the utility is sampled.", "docs/auctions.md, 4")]
public sealed class UtilitySamplingError : IMetric;

[Card("revenue-sampling-error", "Standard error that sampling leaves in the revenue, or more; money; an estimate, at "
    + "the end of a run, where the revenue is sampled.", "docs/auctions.md, 4")]
public sealed class RevenueSamplingError : IMetric;

[Card("utility-loss-sampling-error", "How much of the ex-ante utility loss may be chance: the loss less what the best "
    + "bids of one half of the sample gain in the other; money; at the end of a run, where types are correlated.",
    "docs/auctions.md, 4")]
public sealed class UtilityLossSamplingError : IMetric;

[Card("utility-against-equilibrium", "Mean utility of a bidder's own bids while the others play the known equilibrium; "
    + "money; exact or sampled.", "docs/auctions.md, 4")]
public sealed class UtilityAgainstEquilibrium : IMetric;

[Card("utility-loss-grid", "The usual estimate of utility loss, which reads too high: random types, a grid of bids, "
    + "fresh games for every type; money; for comparison only.", "docs/auctions.md, 4")]
public sealed class UtilityLossGrid : IMetric;

[Card("efficiency", "E value of the winner over E highest value, or E least cost over E cost; at most 1; no unit; "
    + "exact or sampled.",
    "docs/auctions.md, 1")]
public sealed class Efficiency : IMetric;

[Card("l2", "Root mean square distance of the bids to the known equilibrium's; money; exact up to the grid of types.",
    "docs/auctions.md, 4")]
public sealed class L2 : IMetric;

[Card("l-infinity", "Largest distance of the bids to the known equilibrium's; money; exact up to the grid of types.",
    "docs/auctions.md, 4")]
public sealed class LInfinity : IMetric;

[Card("utility-loss-ex-ante",
    "Mean over types of sup_b U(v,b) - U(v,b(v)) in the exact auction; money; estimated by sorted "
    + "opponents, or exact.", "docs/auctions.md, 4")]
public sealed class UtilityLossExAnte : IMetric;

[Card("utility-loss-ex-interim",
    "Largest over types of sup_b U(v,b) - U(v,b(v)) in the exact auction; money; estimated by "
    + "sorted opponents, or exact.", "docs/auctions.md, 4")]
public sealed class UtilityLossExInterim : IMetric;

[Card("utility-loss", "Measures utility-loss-ex-ante, utility-loss-ex-interim and utility-loss-sampling-error.",
    "docs/auctions.md, 4")]
public sealed class UtilityLoss : IMetric;

[Card("distance-to-equilibrium", "Measures l2 and l-infinity, where an equilibrium is known.",
    "docs/auctions.md, 4")]
public sealed class DistanceToEquilibrium : IMetric;

[Card("regret", "External regret per round of a bidder with a table: what its best bids would have earned more, had it "
    + "always made them; money; exact, or as sampled as what it learns from.",
    "Cesa-Bianchi and Lugosi (2006), chapter 2")]
public sealed class Regret : IMetric;

[Card("table-loss", "What another table of the same bids would earn a bidder more against the others' last tables; "
    + "money; exact.", "docs/auctions.md, 4")]
public sealed class TableLoss : IMetric;

[Card("table-loss-average", "The same of the mean of its tables over the rounds, against the means of the others'; "
    + "money; exact.", "docs/auctions.md, 4")]
public sealed class TableLossAverage : IMetric;

[Card("table-gap", "Sum of table-loss over the bidders: zero in an equilibrium of the game on the grid; money; exact.",
    "docs/auctions.md, 4")]
public sealed class TableGap : IMetric;

[Card("table-gap-average", "Sum of table-loss-average over the bidders; money; exact.", "docs/auctions.md, 4")]
public sealed class TableGapAverage : IMetric;

[Card("no-regret", "Measures regret, table-loss, table-loss-average, table-gap and table-gap-average of tables.",
    "Cesa-Bianchi and Lugosi (2006), chapter 2")]
public sealed class NoRegret : IMetric;

[Card("utility-loss-ema", "Utility-loss-ex-ante where all bid by the exponential average of their parameters "
    + "(learner=averaged); money; exact.", "Polyak and Juditsky (1992)")]
public sealed class UtilityLossEma : IMetric;

[Card("utility-loss-polyak", "Utility-loss-ex-ante where all bid by the mean of their parameters over the second half "
    + "of the run (learner=averaged); money; exact.", "Polyak and Juditsky (1992)")]
public sealed class UtilityLossPolyak : IMetric;

[Card("multiplier-ema", "Multiplier of a linear bidder at the exponential average of its parameter "
    + "(learner=averaged); no unit; exact.", "Polyak and Juditsky (1992)")]
public sealed class MultiplierEma : IMetric;

[Card("loss-of-averages", "Measures utility-loss-ema, utility-loss-polyak and multiplier-ema.",
    "Polyak and Juditsky (1992)")]
public sealed class LossOfAverages : IMetric;

[Card("utility-loss-certified",
    "Upper bound on the mean gain of a bidder over its types by any bids whatever, with "
    + "certificate-confidence; money; a bound, at the end of a run.",
    "docs/certificates.md, 1")]
public sealed class UtilityLossCertified : IMetric;

[Card("utility-loss-certified-ex-interim",
    "Upper bound on what any type of a bidder could gain by any bid, with certificate-confidence; money; "
    + "a bound, at the end of a run.",
    "docs/certificates.md, 1")]
public sealed class UtilityLossCertifiedExInterim : IMetric;

[Card("certificate-confidence",
    "The chance that a bidder's certificate holds; 1 where nothing is sampled; no unit.",
    "docs/certificates.md, 1")]
public sealed class CertificateConfidence : IMetric;

[Card("certificate-found",
    "What the best bids that were tried gain on average; first of four parts of utility-loss-certified; "
    + "money; an estimate.",
    "docs/certificates.md, 1")]
public sealed class CertificateFound : IMetric;

[Card("certificate-between-bids",
    "What bids between those that were tried may add; a part of utility-loss-certified; money.",
    "docs/certificates.md, 1")]
public sealed class CertificateBetweenBids : IMetric;

[Card("certificate-between-types",
    "What types between those that were looked at may add; a part of utility-loss-certified; money.",
    "docs/certificates.md, 1")]
public sealed class CertificateBetweenTypes : IMetric;

[Card("certificate-sampling",
    "What the sample of rivals may hide; a part of utility-loss-certified, 0 where nothing is sampled; "
    + "money.",
    "docs/certificates.md, 1")]
public sealed class CertificateSampling : IMetric;

[Card("certificate-type",
    "The type that gains most by a bid that was tried; money.",
    "docs/certificates.md, 1")]
public sealed class CertificateType : IMetric;

[Card("certificate-bid",
    "The bid by which that type gains most; money.",
    "docs/certificates.md, 1")]
public sealed class CertificateBid : IMetric;

[Card("certificate-gain",
    "What that type gains by it; money; exact or an estimate.",
    "docs/certificates.md, 1")]
public sealed class CertificateGain : IMetric;

[Card("certificate", "Measures utility-loss-certified and utility-loss-certified-ex-interim, their "
    + "confidence and their parts.",
    "docs/certificates.md, 1")]
public sealed class CertificateMeasure : IMetric;

[Card("utility-loss-constrained", "What the best strategy on a grid gains under the rules of best-response, such as a "
    + "budget; money; exact of the grid's game or sampled, no bound, at the end of a run.", "docs/certificates.md, 4")]
public sealed class UtilityLossConstrained : IMetric;

[Card("fixed-point", "Multiplier at which a linear bidder rests in the smoothed game, where all expected gradients "
    + "vanish; no unit; exact to 1e-9.", "docs/oscillation.md, 2")]
public sealed class FixedPointMetric : IMetric;

[Card("smoothing-bias", "Fixed-point less the multiplier of the known equilibrium: what smoothing alone does; no unit; "
    + "exact to 1e-9.", "docs/oscillation.md, 2")]
public sealed class SmoothingBias : IMetric;

[Card("dynamics-bias", "Multiplier-average less fixed-point: what the optimiser and sampling do; no unit; exact for "
    + "each replica.", "docs/oscillation.md, 2")]
public sealed class DynamicsBias : IMetric;

[Card("local-rate-slowest", "Largest real part of an eigenvalue of the simultaneous gradient's Jacobian at the fixed "
    + "point, in the multipliers: below 0 it attracts; per unit of step; exact to 1e-7.", "docs/oscillation.md, 2")]
public sealed class LocalRateSlowest : IMetric;

[Card("local-rate-fastest", "Least real part of such an eigenvalue; per unit of step; exact to 1e-7.",
    "docs/oscillation.md, 2")]
public sealed class LocalRateFastest : IMetric;

[Card("local-rotation", "Largest imaginary part of such an eigenvalue: 0 where the game does not turn; per unit of "
    + "step; exact to 1e-7.", "docs/oscillation.md, 2")]
public sealed class LocalRotation : IMetric;

[Card("fixed-points", "Measures fixed-point, smoothing-bias, dynamics-bias, local-rate-slowest, local-rate-fastest and "
    + "local-rotation of linear bidders.", "docs/oscillation.md, 2")]
public sealed class FixedPointsMetric : IMetric;

[Card("multiplier-spread", "Standard deviation of a linear bidder's multiplier over the rounds of the second half of "
    + "the run; no unit; exact.", "docs/oscillation.md, 1")]
public sealed class MultiplierSpread : IMetric;

[Card("learning-step", "How far a parameter moves for a gradient of 1 in the next round, averaged over a bidder's "
    + "parameters: the rate, under Adam over the root of the second moment; exact.", "docs/oscillation.md, 2")]
public sealed class LearningStep : IMetric;
