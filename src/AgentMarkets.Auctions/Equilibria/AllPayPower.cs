using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>All-pay, F(v) = ((v - lo)/(hi - lo))^p, N risk-neutral bidders alike.</summary>
/// <remarks>
/// With x = (v - lo)/(hi - lo), k = p(N-1): b(v) = int_lo^v y dF^(N-1)(y) = lo x^k + (hi - lo) k/(k+1) x^(k+1); utility
/// (hi - lo) p/((k+1)(k+p+1)). Uniform on [0,1]: (N-1)/N v^N. Krishna (2010), section 3.2.
/// </remarks>
[Card("all-pay-power", "All-pay, uniform or power distribution: everybody bids k/(k+1) v^(k+1) on [0,1], k = p(N-1).",
    "Krishna (2010), section 3.2")]
[About(typeof(AllPay))]
public sealed class AllPayPower : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not AllPay { Options: { Reserve: 0, EntryFee: 0 } }
            || SymmetricValues.Of(game) is not { Exponent: { } p, IsNeutral: true } values)
        {
            return null;
        }
        var (low, range) = (values.Low, values.Range);
        double k = p * (values.N - 1);
        return new BidFunctionEquilibrium("Krishna (2010), section 3.2", Bid)
        {
            UtilityOf = _ => range * p / ((k + 1) * (k + p + 1)),
            Efficiency = 1,
            RevenueOf = () => low + values.N * range * k / (k + 1) * p / (k + p + 1),
        };

        double Bid(double v)
        {
            double x = values.Place(v);
            return Math.Pow(x, k) * (low + range * k / (k + 1) * x);
        }
    }
}
