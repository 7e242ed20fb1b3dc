using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>v/p, with its tangent below a smallest payment p0: v/p0 (2 - p/p0).</summary>
internal static class Returns
{
    /// <summary>p0 where it is measured: out of the way of every payment that counts, yet finite.</summary>
    public const double Exact = 1e-6;

    /// <summary>p0 where it is learned from: no slope is steeper than v/p0^2.</summary>
    public const double Learned = 1e-3;

    /// <summary>A price of 0 has no return.</summary>
    public static (string Why, string WayOut)? Refuses(IMechanism rule) => rule.Reserve > 0 ? null
        : ("divides by the price, which may be 0 where there is no reserve price",
            "Write one, such as auction.mechanism=first-price(reserve=0.1), or another utility.");

    public static double Of(double worth, double paid) =>
        paid >= Exact ? worth / paid : worth / Exact * (2 - paid / Exact);

    public static (Tensor Return, Tensor PaymentSlope) Of(Tensor worth, Tensor paid, double smallest)
    {
        var divisor = paid.clamp_min(smallest);
        var value = worth / divisor;
        return (value * (2 - paid / divisor), -value / divisor);
    }
}
