using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>All-pay, any continuous F, N bidders alike with utility z, z^r or (1 - exp(-a z))/a.</summary>
/// <remarks>
/// b' = g (u(v-b) - u(-b))/(G u'(v-b) + (1-G) u'(-b)), b(lo) = 0, G = F^(N-1), g = G'
/// (Fibich, Gavious and Sela 2006, All-pay auctions with risk-averse players, Int. J. Game Theory 34). Solved for the
/// pain W = -u(-b), since u'(0) may be infinite, over the rank t = F(v), since f may be:
/// dW/dt = (N-1) t^(N-2) (u(v-b) + W)/(G u'(v-b)/u'(-b) + 1 - G).
/// </remarks>
[Card("all-pay-any-prior", "All-pay, any distribution, risk-neutral, CRRA or CARA: a differential equation.",
    "Fibich, Gavious and Sela (2006)")]
[About(typeof(AllPay))]
public sealed class AllPayAnyPrior : IEquilibriumTheorem
{
    private const int Cells = 512;

    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not AllPay { Options: { Reserve: 0, EntryFee: 0 } }
            || SymmetricValues.Of(game) is not { Risk: { } risk } values
            || (values.Exponent is not null && risk.IsNeutral))
        {
            return null;
        }
        var byRank = Solve(values, risk);
        double Bid(double v) => byRank.At(values.Cdf(v));
        return new BidFunctionEquilibrium("Fibich, Gavious and Sela (2006)", Bid)
        {
            UtilityOf = _ => values.Mean((v, win) =>
                win * risk.Utility(v - Bid(v)) + (1 - win) * risk.Utility(-Bid(v))),
            Efficiency = 1,
            RevenueOf = () => values.N * values.Mean((v, _) => Bid(v)),
        };
    }

    private static TabulatedFunction Solve(SymmetricValues values, RiskAttitude risk)
    {
        int n = values.N;
        var equation = new OrdinaryDifferentialEquation(1, (t, pain, slope) =>
        {
            double b = Bid(pain[0]), v = values.Quantile(t), win = Math.Pow(t, n - 1);
            slope[0] = (n - 1) * Math.Pow(t, n - 2) * (risk.Utility(v - b) + pain[0])
                / (win * risk.SlopeRatio(v - b, b) + 1 - win);
        });
        double[] nodes = TabulatedFunction.Nodes(0, 1, Cells), bids = new double[nodes.Length], at = [0];
        for (int k = 1; k < nodes.Length; k++)
        {
            equation.Solve(nodes[k - 1], nodes[k], at);
            bids[k] = Bid(at[0]);
        }
        return new TabulatedFunction(0, 1, bids);

        double Bid(double pain) => -risk.Inverse(-pain);
    }
}
