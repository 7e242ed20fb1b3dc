using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Fisher.Metrics;

// What the numbers of a Fisher market are. "Exact": over all buyers; learned solvers may be measured on a sample of
// them, evaluation.samples, and are then estimates.

[Card("nash-gap", "Mean over budgets of the log utility that buyers could still gain, LFW(pt) - LNW(xt); no unit; "
    + "exact or sampled.", "docs/fisher.md, 6; MarketFCNet (2024), section 5.2")]
public sealed class NashGap : IMetric;

[Card("violation-of-allocation", "Mean over goods of |log (supply / sold)|; no unit; exact or sampled.",
    "docs/fisher.md, 6; MarketFCNet (2024), section 5.2")]
public sealed class ViolationOfAllocation : IMetric;

[Card("violation-of-price", "|log (all budgets / cost of all supply)|; no unit; exact or sampled.",
    "docs/fisher.md, 6; MarketFCNet (2024), section 5.2")]
public sealed class ViolationOfPrice : IMetric;

[Card("complementary-slackness", "Money's worth of what is priced and not sold, or sold and not there, as a share of "
    + "all budgets; no unit; exact or sampled.", "docs/fisher.md, 6")]
public sealed class ComplementarySlackness : IMetric;

[Card("log-nash-welfare", "LNW: mean over budgets of the log utility of what buyers get; log of utility; exact or "
    + "sampled.", "docs/fisher.md, 6; Eisenberg and Gale (1959)")]
public sealed class LogNashWelfare : IMetric;

[Card("log-fixed-price-welfare", "LFW: mean over budgets of the log utility that budgets could buy; log of utility; "
    + "exact or sampled.", "docs/fisher.md, 6")]
public sealed class LogFixedPriceWelfare : IMetric;

[Card("social-welfare", "Mean over budgets of the utility of what buyers get; utility; exact or sampled.",
    "docs/fisher.md, 6")]
public sealed class SocialWelfare : IMetric;

[Card("worst-buyer-regret", "The largest delta_i / B_i: what one buyer could still gain; log of utility; exact or "
    + "sampled.", "docs/fisher.md, 6")]
public sealed class WorstBuyerRegret : IMetric;

[Card("priced-goods", "Goods with a price above 0; a count; exact.", "docs/fisher.md, 6")]
public sealed class PricedGoods : IMetric;

[Card("unsold-goods", "Goods at price 0: free ones of Leontief buyers, and those that nobody values; a count; exact.",
    "docs/fisher.md, 4 and 11")]
public sealed class UnsoldGoods : IMetric;

[Card("solve-seconds", "The solver's own wall time, from the first message to the last without measurements; seconds; "
    + "measured.", "docs/fisher.md, 6")]
public sealed class SolveSeconds : IMetric;

[Card("residual", "max_j |P_j - D_j| m / Btot: the largest excess of supply or demand, in revenues of a mean good; no "
    + "unit; exact.", "docs/fisher.md, 4")]
public sealed class Residual : IMetric;

[Card("tied-buyers", "Linear buyers who want several goods equally and split their budgets, in a proved answer; a "
    + "count; exact.", "docs/fisher.md, 5")]
public sealed class TiedBuyers : IMetric;

[Card("proof", "1 where linear buyers' prices and allocation are exact and were checked, 0 where they are those of a "
    + "smoothed demand; exact.", "docs/fisher.md, 5")]
public sealed class Proof : IMetric;
