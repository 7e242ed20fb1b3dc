using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Form C, SMOOTH: a softmax over all bids, or over all allocations of packages.</summary>
/// <remarks>One item: x_i = exp(b_i/lambda) / sum_j exp(b_j/lambda), u_i = x_i (v_i - P(b)): Kohring, Pieroth and
/// Bichler (2023). Packages: <see cref="PackageMarket"/>.</remarks>
[Card("softmax", "Form C, SMOOTH: a softmax over bids, or over allocations of packages, at the exact rule's prices.",
    "Kohring, Pieroth and Bichler (2023)")]
public sealed class SoftmaxAllocation(SoftmaxAllocation.Settings settings) : ISmoothing
{
    public sealed record Settings
    {
        [Setting("lambda: how far apart bids must be to matter, in money.", Above = 0)]
        public PerReplica Temperature { get; init; } = 0.01;
    }

    public (string Why, string WayOut)? Refuses(IMechanism mechanism) => SmoothedForms.OfSoftmax(mechanism) ? null
        : SmoothedForms.Refusal(mechanism,
            mechanism is IPackages ? "this game has too many allocations to smooth" : null);

    public IClearing Open(IMechanism mechanism, int replicas, Device device)
    {
        double[] lambda = settings.Temperature.Expand(replicas), beta = [.. lambda.Select(l => 1 / l)];
        return mechanism switch
        {
            MultiUnit units => new UnitPackageMarket(units, lambda, device),
            IPackages packages => new PackageMarket(packages, lambda, device),
            BilateralTrade trade => new TradeMarket(trade, beta, device),
            Simultaneous items => new SimultaneousMarket(Open(items.Rule, replicas, device), items.Items),
            _ => OneItemMarket.Open(mechanism, Rivalry.Softmax, Price.Market, beta, device),
        };
    }
}
