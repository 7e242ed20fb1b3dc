using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Form C, SMOOTH: a softmax over all bids; who wins pays the exact rule's price.</summary>
/// <remarks>x_i = exp(b_i/lambda) / sum_j exp(b_j/lambda), u_i = x_i (v_i - P(b)): Kohring, Pieroth and Bichler
/// (2023).</remarks>
[Card("softmax", "Form C, SMOOTH: wins by a softmax over all bids, pays the exact rule's price.",
    "Kohring, Pieroth and Bichler (2023)")]
public sealed class SoftmaxAllocation(SoftmaxAllocation.Settings settings) : ISmoothing
{
    public sealed record Settings
    {
        [Setting("lambda: how far apart bids must be to matter, in money.", Above = 0)]
        public PerReplica Temperature { get; init; } = 0.01;
    }

    public (string Why, string WayOut)? Refuses(IMechanism mechanism) =>
        mechanism is OneItem ? null : NoSmoothing.IsEnough(mechanism) ?? OwnBid.NoForm;

    public IClearing Open(IMechanism mechanism, int replicas, Device device)
    {
        double[] beta = [.. settings.Temperature.Expand(replicas).Select(lambda => 1 / lambda)];
        return OneItemMarket.Open(mechanism, Rivalry.Softmax, Price.Market, beta, device);
    }
}
