using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>Return on spend: u = v/p of who wins, 0 of who wins nothing.</summary>
/// <inheritdoc cref="ReturnOnInvestment"/>
[Card("ros", "What a win is worth per unit of money spent; needs a reserve above 0.",
    "Bichler, Fichtl and Oberlechner (2025); docs/auctions.md, 1")]
public sealed class ReturnOnSpend : IUtility
{
    public (string Why, string WayOut)? Refuses(IMechanism rule) => Returns.Refuses(rule);

    public double Won(double worth, double paid) => Returns.Of(worth, paid);

    public double Lost(double paid) => 0;

    public Tensor Won(Tensor worth, Tensor paid) => Returns.Of(worth, paid, Returns.Exact).Return;

    public Tensor Lost(Tensor paid) => zeros_like(paid);

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
        won ? Returns.Of(worth, paid, Returns.Learned) : (zeros_like(paid), zeros_like(paid));
}
