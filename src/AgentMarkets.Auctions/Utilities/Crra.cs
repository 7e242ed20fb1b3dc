using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>Constant relative risk aversion: u(z) = z^r for z >= 0, -(-z)^r for z below, with z = v - p.</summary>
/// <remarks>
/// The slope is infinite at z = 0. Learned from is the tangent at z0 = 0.001 below z0, down to where it meets the
/// losses' own branch; that is where the branch becomes the larger of the two.
/// </remarks>
[Card("crra", "A power of the gain, the same for losses: constant relative risk aversion.",
    "Pratt (1964); docs/auctions.md, 1")]
public sealed class Crra(Crra.Settings settings) : IUtility
{
    private const double Z0 = 1e-3;

    public sealed record Settings
    {
        [Setting("The power r: 1 is neutral to risk, less is averse to it.", Above = 0, Max = 1)]
        public double R { get; init; } = 0.5;
    }

    /// <summary>r.</summary>
    public double R { get; } = settings.R;

    public bool IsQuasiLinear => R == 1;

    public double Won(double worth, double paid)
    {
        double z = worth - paid;
        return R == 1 ? z : Math.CopySign(Math.Pow(Math.Abs(z), R), z);
    }

    public Tensor Won(Tensor worth, Tensor paid)
    {
        var z = worth - paid;
        return R == 1 ? z : z.sign() * z.abs().pow(R);
    }

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won)
    {
        var z = worth - paid;
        if (R == 1)
        {
            return (z, full_like(z, -1));
        }
        var exact = z.sign() * z.abs().pow(R);
        // u(z0) + u'(z0) (z - z0)
        double steepest = R * Math.Pow(Z0, R - 1);
        var tangent = z * steepest + (1 - R) * Math.Pow(Z0, R);
        var isTangent = (z < Z0).logical_and(tangent > exact);
        var slope = z.abs().clamp_min(Z0).pow(R - 1) * -R;
        return (where(isTangent, tangent, exact), where(isTangent, full_like(z, -steepest), slope));
    }
}
