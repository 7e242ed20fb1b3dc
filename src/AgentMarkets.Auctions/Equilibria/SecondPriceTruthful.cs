using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>Second price, private values: everybody bids its value, whatever the priors, the attitudes to risk, the
/// correlation and the reserve price rho.</summary>
/// <remarks>
/// b(v) = v is weakly dominant: Vickrey (1961); Krishna (2010), proposition 2.1. With independent values and F_m the
/// product of the others' F: E u = int int_0^(u(v - rho)) F_m(v - u^(-1)(w)) dw dF_i(v) (by parts), for risk-neutral
/// bidders int_rho F_m (1 - F_i). Revenue: what the item brings to the highest value less what the bidders keep.
/// </remarks>
[Card("second-price-truthful", "Second price, private values: everybody bids its value.",
    "Krishna (2010), proposition 2.1; Vickrey (1961)")]
[About(typeof(SecondPrice))]
public sealed class SecondPriceTruthful : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not SecondPrice { Options: { EntryFee: 0 } options } || !game.Nature.ValuesAreTypes
            || !game.Bidders.All(b => b.Utility is ReturnOnInvestment || RiskAttitude.Of(b.Utility) is not null))
        {
            return null;
        }
        var values = game.Nature.IsIndependent ? new IndependentValues(game, options.Reserve) : null;
        return new BidFunctionEquilibrium("Krishna (2010), prop. 2.1", v => v)
        {
            UtilityOf = bidder => values is null ? double.NaN
                : RiskAttitude.Of(game.Bidders[bidder - 1].Utility) is { } risk ? values.Utility(bidder, risk)
                : double.NaN,
            Efficiency = game.Bidders.Any(b => options.Reserve <= b.Prior.Support(b.Number).Low) ? 1 : double.NaN,
            RevenueOf = () => values?.Revenue() ?? double.NaN,
            SameMultiplier = 1,
            Compares = (_, v) => v >= options.Reserve,
        };
    }

    /// <summary>Independent values of bidders who may differ, atoms included.</summary>
    private sealed class IndependentValues(BayesianGame game, double rho)
    {
        // Atoms looked at; a discrete prior with more of them is close to continuous.
        private const int MostAtoms = 1 << 12;

        private readonly double[] _breaks = Breaks(game, rho);

        public double Utility(int bidder, RiskAttitude risk)
        {
            double Others(double x) => Product(x, except: bidder);
            if (risk.IsNeutral)
            {
                return Integral(x => Others(x) * (1 - Cdf(bidder, x)));
            }
            // Ranks have a uniform law whatever the prior. The inner integral has kinks where others' supports end.
            double Gain(double v) => v <= rho ? 0
                : Quadrature.Integral(w => Others(v - risk.Inverse(w)), 0, risk.Utility(v - rho), cells: 32);
            var prior = game.Bidders[bidder - 1].Prior;
            return Quadrature.Integral(rank =>
            {
                Span<double> v = [rank];
                prior.Quantile(bidder, v);
                return Gain(v[0]);
            }, 0, 1, cells: 32);
        }

        /// <summary>E[max v; max v at least rho] less the risk-neutral utilities of all.</summary>
        public double Revenue() => rho * (1 - Product(Math.BitDecrement(rho), except: 0))
            + Integral(x => 1 - Product(x, except: 0))
            - game.Bidders.Sum(b => Utility(b.Number, new RiskAttitude(1, 0)));

        private double Cdf(int bidder, double x) => game.Bidders[bidder - 1].Prior.Cdf(bidder, x);

        private double Product(double x, int except)
        {
            double product = 1;
            foreach (var bidder in game.Bidders)
            {
                product *= bidder.Number == except ? 1 : Cdf(bidder.Number, x);
            }
            return product;
        }

        /// <summary>From rho to the highest value, piece by piece: between the breaks integrands are smooth.</summary>
        private double Integral(Func<double, double> f)
        {
            double sum = 0;
            for (int k = 1; k < _breaks.Length; k++)
            {
                sum += Quadrature.Integral(f, _breaks[k - 1], _breaks[k], cells: _breaks.Length > 64 ? 2 : 64);
            }
            return sum;
        }

        private static double[] Breaks(BayesianGame game, double rho)
        {
            var breaks = new SortedSet<double> { rho };
            foreach (var (number, prior) in game.Bidders.Select(b => (b.Number, b.Prior)))
            {
                var (low, high) = prior.Support(number);
                breaks.UnionWith(prior is Empirical { IsContinuous: true } sample ? sample.Kinks(number)
                    : prior.IsContinuous ? [low, high] : prior.Grid(number, MostAtoms).Types);
            }
            return [.. breaks.Where(x => x >= rho)];
        }
    }
}
