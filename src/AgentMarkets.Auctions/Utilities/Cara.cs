using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>Constant absolute risk aversion: u(z) = (1 - exp(-a z))/a, with z = v - p; u(z) = z for a = 0.</summary>
[Card("cara", "An exponential that flattens with the gain: constant absolute risk aversion.",
    "Pratt (1964); docs/auctions.md, 1")]
public sealed class Cara(Cara.Settings settings) : IUtility
{
    public sealed record Settings
    {
        [Setting("The aversion a to risk, one over a unit of money; 0 is neutral.", Min = 0)]
        public double A { get; init; } = 1;
    }

    /// <summary>a.</summary>
    public double A { get; } = settings.A;

    public bool IsQuasiLinear => A == 0;

    public double Won(double worth, double paid) =>
        A == 0 ? worth - paid : -ExponentialLessOne(-A * (worth - paid)) / A;

    public Tensor Won(Tensor worth, Tensor paid)
    {
        var z = worth - paid;
        return A == 0 ? z : (z * -A).expm1() / -A;
    }

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
        (Won(worth, paid), -((worth - paid) * -A).exp());

    /// <summary>exp(x) - 1: below 1e-5 by its series, where the difference would lose digits.</summary>
    private static double ExponentialLessOne(double x) =>
        Math.Abs(x) < 1e-5 ? x * (1 + x / 2 * (1 + x / 3)) : Math.Exp(x) - 1;
}
