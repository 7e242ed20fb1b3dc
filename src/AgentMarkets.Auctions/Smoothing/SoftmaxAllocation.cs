using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Form C, SMOOTH: a softmax over all bids, or over all allocations of packages.</summary>
/// <remarks>One item: x_i = exp(b_i/lambda) / sum_j exp(b_j/lambda), u_i = x_i (v_i - P(b)): Kohring, Pieroth and Bichler
/// (2023). Packages: <see cref="PackageMarket"/>.</remarks>
[Card("softmax", "Form C, SMOOTH: a softmax over bids, or over allocations of packages, at the exact rule's prices.",
    "Kohring, Pieroth and Bichler (2023)")]
public sealed class SoftmaxAllocation(SoftmaxAllocation.Settings settings) : ISmoothing
{
    private const string Exact = "Use a learner that tries bids in the exact auction, such as evolution.";

    public sealed record Settings
    {
        [Setting("lambda: how far apart bids must be to matter, in money.", Above = 0)]
        public PerReplica Temperature { get; init; } = 0.01;
    }

    public (string Why, string WayOut)? Refuses(IMechanism mechanism) => mechanism switch
    {
        OneItem or IPackages { Allocations: not null } => null,
        IPackages => ("this game has too many allocations to smooth", Exact),
        _ => NoSmoothing.IsEnough(mechanism) ?? OwnBid.NoForm,
    };

    public IClearing Open(IMechanism mechanism, int replicas, Device device)
    {
        double[] lambda = settings.Temperature.Expand(replicas);
        return mechanism is IPackages packages
            ? new PackageMarket(packages, lambda, device)
            : OneItemMarket.Open(mechanism, Rivalry.Softmax, Price.Market, [.. lambda.Select(l => 1 / l)], device);
    }
}
