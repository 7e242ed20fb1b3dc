using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>Return on investment: u = (v - p)/p of who wins, 0 of who wins nothing.</summary>
/// <remarks>A payment of 0 has no return: such games need a reserve. Below the payments of <see cref="Returns"/> a
/// tangent keeps the numbers finite.</remarks>
[Card("roi", "What a win brings beyond its price, per unit of money spent; needs a reserve above 0.",
    "Bichler, Fichtl and Oberlechner (2025); docs/auctions.md, 1")]
public sealed class ReturnOnInvestment : IUtility
{
    public (string Why, string WayOut)? Refuses(IMechanism rule) => Returns.Refuses(rule);

    public double Won(double worth, double paid) => Returns.Of(worth, paid) - 1;

    public double Lost(double paid) => 0;

    public Tensor Won(Tensor worth, Tensor paid) => Returns.Of(worth, paid, Returns.Exact).Return - 1;

    public Tensor Lost(Tensor paid) => zeros_like(paid);

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won)
    {
        if (!won)
        {
            return (zeros_like(paid), zeros_like(paid));
        }
        var (value, slope) = Returns.Of(worth, paid, Returns.Learned);
        return (value - 1, slope);
    }
}
