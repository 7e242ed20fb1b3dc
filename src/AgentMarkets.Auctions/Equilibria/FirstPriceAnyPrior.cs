using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>First price, any continuous F, N bidders alike with utility z^r or (1 - exp(-a z))/a, any reserve price.
/// </summary>
/// <remarks>
/// <para>With rho the reserve price (lo where that is higher) and v at least rho:</para>
/// <para>z^r: b(v) = v - D(v), D(v) = int_rho^v (F(x)/F(v))^((N-1)/r) dx.
/// r = 1: Krishna (2010), section 2.5; with F^(1/r) for F it is the equilibrium of bidders with utility z^r.</para>
/// <para>CARA: b(v) = (1/a) ln(exp(a rho) F(rho)^(N-1) + int_rho^v exp(a x) dF^(N-1)(x)) - (1/a) ln F(v)^(N-1)
/// = v + ln(1 - a D(v))/a, D(v) = int_rho^v exp(-a (v - x)) (F(x)/F(v))^(N-1) dx (by parts).</para>
/// <para>D is taken from node to node, so that no power of F can vanish below a quotient:
/// D(w) = D(v) h(v, w) + int_v^w h(x, w) dx, where h(x, w) is the integrand. Where there is a closed form, that is the
/// theorem.</para>
/// </remarks>
[Card("first-price-any-prior", "First price, any distribution, any reserve price, risk-neutral, CRRA or CARA.",
    "Krishna (2010), proposition 2.2 and section 2.5; Milgrom and Weber (1982), section 8")]
[About(typeof(FirstPrice))]
public sealed class FirstPriceAnyPrior : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not FirstPrice { Options: { EntryFee: 0 } options }
            || SymmetricValues.Of(game) is not { Risk: { } risk } values || options.Reserve >= values.High
            || HasClosedForm(values, risk, options.Reserve))
        {
            return null;
        }
        double rho = Math.Max(options.Reserve, values.Low);
        var shade = Shading(values, risk, rho);
        double Bid(double v) => v < rho ? 0 : v - shade.At(v);
        return new BidFunctionEquilibrium(
            risk.IsCrra ? "Krishna (2010), prop. 2.2" : "Milgrom and Weber (1982), section 8", Bid)
        {
            // u(v - b) F(v)^(N-1), and b F(v)^(N-1) from each bidder
            UtilityOf = _ => values.Mean((v, win) => risk.Utility(v - Bid(v)) * win, rho),
            Efficiency = options.Reserve <= values.Low ? 1 : double.NaN,
            RevenueOf = () => values.N * values.Mean((v, win) => Bid(v) * win, rho),
            Compares = (_, v) => v >= rho,
        };
    }

    private static bool HasClosedForm(SymmetricValues values, RiskAttitude risk, double reserve) =>
        reserve <= values.Low
            ? values.Exponent is not null && risk.IsCrra
            : values.IsUniform && risk.IsNeutral;

    private static TabulatedFunction Shading(SymmetricValues values, RiskAttitude risk, double rho)
    {
        double power = (values.N - 1) / risk.R;
        double[] nodes = TabulatedFunction.Nodes(rho, values.High), shade = new double[nodes.Length];
        double integral = 0;
        for (int k = 1; k < nodes.Length; k++)
        {
            double w = nodes[k], top = values.Cdf(w);
            double H(double x) => top <= 0
                ? 0
                : Math.Exp(-risk.A * (w - x)) * Math.Pow(values.Cdf(x) / top, power);
            integral = integral * H(nodes[k - 1]) + Quadrature.Cell(H, nodes[k - 1], w);
            shade[k] = risk.A == 0
                ? integral
                : -MathNet.Numerics.SpecialFunctions.Log1p(-risk.A * integral) / risk.A;
        }
        return new TabulatedFunction(rho, values.High, shade);
    }
}
