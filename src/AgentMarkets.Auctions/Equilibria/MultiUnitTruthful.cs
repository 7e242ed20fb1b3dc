using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Vickrey's auction of several units, and the uniform price to bidders who want one unit: everybody bids its
/// marginal values.</summary>
/// <remarks>Weakly dominant, whatever the priors and attitudes to risk: Krishna (2010), chapters 12 and 13.
/// Utilities are known for one unit each and uniform values.</remarks>
[Card("multi-unit-truthful", "Vickrey's auction, or uniform price for one unit each: everybody bids its values.",
    "Krishna (2010), chapters 12 and 13")]
[About(typeof(Vickrey), typeof(UniformPrice))]
public sealed class MultiUnitTruthful : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not (Vickrey or UniformPrice { Demand: 1 })
            || game.Mechanism is not MultiUnit { Options: { EntryFee: 0 } options } rule || !game.Nature.ValuesAreTypes
            || !game.Bidders.All(b => RiskAttitude.Of(b.Utility) is not null))
        {
            return null;
        }
        var unit = UnitDemand.Of(game);
        return new MultiNumberEquilibrium("Krishna (2010), chapters 12 and 13", (type, bid) =>
        {
            for (int k = 0; k < bid.Length; k++)
            {
                // One number where all units are worth the same.
                bid[k] = type[Math.Min(k, type.Length - 1)];
            }
        })
        {
            UtilityOfAll = unit?.Utility ?? double.NaN,
            Efficiency = options.Reserve == 0 ? 1 : double.NaN,
            Revenue = unit?.Revenue ?? double.NaN,
            SameMultiplier = 1,
            Reserve = options.Reserve,
        };
    }
}
