using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;
using MathNet.Numerics;

namespace AgentMarkets.Auctions.Equilibria;

/// <summary>LLG with core payments or VCG, locals' values uniform on [0,1], with probability gamma the same and else
/// independent, the global bidder's uniform on [0,2]; all risk-neutral.</summary>
/// <remarks>
/// <para>The global bidder bids its value. Locals:</para>
/// <para>vcg b = v. nearest-zero b = max(0, 1 + ln(gamma + (1-gamma) v)/(1-gamma)), gamma = 1: v.
/// nearest-bid b = (ln 2 - ln(2 - (1-gamma) v))/(1-gamma), gamma = 1: v/2.
/// nearest-vcg b = max(0, 2/(2+gamma) (v - k)), k = (3 - sqrt(9 - (1-gamma)^2))/(1-gamma), gamma = 1: 2v/3.</para>
/// <para>Utilities with s = b1 + b2: global E (2-s)^2/4; local E[(v1+v2) s - s^2/2]/4 under core rules,
/// E[(v1+v2) s - (b1^2+b2^2)/2]/4 under vcg. Ausubel and Baranov (2020), section 3; docs/auctions.md, 7.</para>
/// </remarks>
[Card("llg-bernoulli", "LLG, uniform values, locals' values the same with probability gamma.",
    "Ausubel and Baranov (2020), section 3")]
[About(typeof(Llg))]
public sealed class LlgBernoulli : IEquilibriumTheorem
{
    public IEquilibrium? Of(BayesianGame game)
    {
        if (game.Mechanism is not Llg { Payment: var payment } || Gamma(game) is not { } gamma
            || payment is LlgPayment.FirstPrice or LlgPayment.Proportional
            || !game.Bidders.All(b => RiskAttitude.Of(b.Utility) is { IsNeutral: true } && IsUniform(b)))
        {
            return null;
        }
        var (local, from) = Local(payment, gamma);
        var moments = new Moments(local, from, gamma);
        bool isVcg = payment == LlgPayment.Vcg;
        return new BidFunctionEquilibrium("Ausubel and Baranov (2020)", (bidder, v) => bidder == 3 ? v : local(v))
        {
            UtilityOf = bidder => bidder == 3
                ? 1 - moments.Sum + moments.SumSquared / 4
                : (moments.WorthTimesSum - (isVcg ? moments.Square : moments.SumSquared / 2)) / 4,
            // The locals win with probability s/2. Core: they pay B, on average s/2. Else the global bidder pays s.
            Efficiency = isVcg ? 1 : double.NaN,
            RevenueOf = () => moments.Sum - moments.SumSquared / 2
                + (isVcg ? moments.Square / 2 : moments.SumSquared / 4),
            // b(v) = v
            SameMultiplier = isVcg || (payment == LlgPayment.NearestZero && gamma == 1) ? 1 : null,
        };
    }

    /// <summary>The probability that the locals' values are the same; nothing where they hang together
    /// otherwise.</summary>
    private static double? Gamma(BayesianGame game) => game.Nature switch
    {
        { IsIndependent: true } => 0,
        { Correlation: Bernoulli bernoulli, Members: [1, 2] } => bernoulli.Gamma,
        _ => null,
    };

    private static bool IsUniform(Bidder bidder)
    {
        double high = bidder.Number == 3 ? 2 : 1;
        return bidder.Prior is { IsContinuous: true, IsJoint: false }
            && bidder.Prior.Support(bidder.Number) == (0, high)
            && Enumerable.Range(1, 15).Select(k => k / 16.0)
                .All(x => Math.Abs(bidder.Prior.Cdf(bidder.Number, high * x) - x) < 1e-12);
    }

    /// <summary>A local's bid function, and the type from which on it bids more than 0.</summary>
    private static (Func<double, double> Bid, double From) Local(LlgPayment payment, double gamma)
    {
        double rest = 1 - gamma;
        switch (payment)
        {
            case LlgPayment.Vcg:
                return (v => v, 0);
            case LlgPayment.NearestZero when rest == 0:
                return (v => v, 0);
            case LlgPayment.NearestZero:
                // gamma + (1-gamma) v = 1 - (1-gamma)(1-v); 0 where that is exp(-(1-gamma))
                return (v => Math.Max(0, 1 + SpecialFunctions.Log1p(-rest * (1 - v)) / rest),
                    Math.Max(0, (Math.Exp(-rest) - gamma) / rest));
            case LlgPayment.NearestBid:
                return (v => rest == 0 ? v / 2 : -SpecialFunctions.Log1p(-rest * v / 2) / rest, 0);
            default:
                // k without a difference of close numbers
                double k = rest / (3 + Math.Sqrt(9 - rest * rest));
                return (v => Math.Max(0, 2 / (2 + gamma) * (v - k)), k);
        }
    }

    /// <summary>Means over the locals' values: with probability gamma both are one draw.</summary>
    private sealed class Moments
    {
        public Moments(Func<double, double> bid, double from, double gamma)
        {
            double Mean(Func<double, double> f) => Quadrature.Integral(f, from, 1);
            double first = Mean(bid), second = Mean(v => bid(v) * bid(v)), worth = Mean(v => v * bid(v));
            Sum = 2 * first;
            Square = second;
            SumSquared = 2 * second + 2 * (gamma * second + (1 - gamma) * first * first);
            WorthTimesSum = 2 * worth + 2 * (gamma * worth + (1 - gamma) * first / 2);
        }

        /// <summary>E s.</summary>
        public double Sum { get; }

        /// <summary>E b1^2 = E (b1^2 + b2^2)/2.</summary>
        public double Square { get; }

        /// <summary>E s^2.</summary>
        public double SumSquared { get; }

        /// <summary>E (v1 + v2) s.</summary>
        public double WorthTimesSum { get; }
    }
}
