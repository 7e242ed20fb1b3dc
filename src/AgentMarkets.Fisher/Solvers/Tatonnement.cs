using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;
using AgentMarkets.Fisher.Solvers.PriceUpdates;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>Prices follow excess demand: dearer where buyers want more than there is. No matrix, so that the number
/// of goods hardly matters.</summary>
/// <remarks>docs/fisher.md, 4: damped, the error shrinks at rate k/(1+k) a round, below |k| for k &lt; 0. What travels
/// a round is m prices down and m + 2 sums up.</remarks>
[Card("tatonnement", "Prices follow excess demand, round by round; for markets of many goods.",
    "Walras (1874); Cole and Fleischer (2008); docs/fisher.md, 4")]
public sealed class Tatonnement(Tatonnement.Settings settings) : ISolver
{
    public sealed record Settings
    {
        [Setting("How far a step goes: 1 is the whole damped step; additive steps are in mean revenues.", Above = 0)]
        public PerReplica Step { get; init; } = 1;

        [Setting("How prices follow: damped (in logarithms), additive (in revenues), averaged (ever smaller steps, and "
            + "the answer is the mean of the way).")]
        public AdjustmentRule Rule { get; init; } = AdjustmentRule.Damped;

        [Setting("For linear buyers, whose demand jumps: the k of the softened demand that takes its place, "
            + "softmax(k (log v - log p)).", Above = 0, Max = 1e6)]
        public double? Smoothing { get; init; }
    }

    public bool EndsByItself => false;

    public IReadOnlyList<string> Metrics => ["residual"];

    public (string Rule, string WayOut)? Refuses(SolvedMarket market) => market.Utility.ClosedForm switch
    {
        null => ("tatonnement needs a utility whose demand has a closed form: ces, linear, cobb-douglas or leontief",
            "Write solver=proportional-response."),
        { IsLinear: true } when settings.Smoothing is null => (
            "tatonnement needs demand that is a function of prices; that of linear buyers jumps",
            "Write solver=newton-dual or solver=proportional-response, or soften demand: "
            + "solver=tatonnement(smoothing=64)."),
        _ => null,
    };

    public IPricing Price(SolvedMarket market, double budget)
    {
        var demand = market.Utility.ClosedForm!.Value;
        return new TatonnementPricing(market.Market, budget,
            demand.IsLinear ? new ClosedForm(settings.Smoothing!.Value, false) : demand,
            settings.Rule, settings.Step[market.Replica]);
    }

    // A question for spending at some prices is the one that Newton's method asks.
    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) =>
        new NewtonBuying(buyers, market.Utility.ClosedForm!.Value);
}
