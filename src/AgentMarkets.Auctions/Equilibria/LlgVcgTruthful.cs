using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>LLG under VCG, private values of any kind: everybody bids its value.</summary>
/// <remarks>Weakly dominant (Vickrey 1961, Clarke 1971, Groves 1973). Utilities are known where values are uniform:
/// <see cref="LlgBernoulli"/> speaks of those.</remarks>
[Card("llg-vcg-truthful", "LLG under VCG: everybody bids its value, whatever the priors.",
    "Clarke (1971); Groves (1973)")]
[About(typeof(Llg))]
public sealed class LlgVcgTruthful : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game) =>
        game.Mechanism is Llg { Payment: LlgPayment.Vcg } && game.Nature.ValuesAreTypes
            && game.Bidders.All(b => RiskAttitude.Of(b.Utility) is not null) && new LlgBernoulli().Of(game) is null
            ? new BidFunctionEquilibrium("Clarke (1971); Groves (1973)", v => v) { SameMultiplier = 1, Efficiency = 1 }
            : null;
}
