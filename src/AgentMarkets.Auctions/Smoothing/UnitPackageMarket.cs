using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The softmax over allocations of several equal units: <see cref="PackageMarket"/>. The bids say
/// among how many bidders.</summary>
internal sealed class UnitPackageMarket(MultiUnit rule, double[] beta, Device device) : IClearing
{
    private PackageMarket? _market;

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        _market ??= new PackageMarket(rule, beta, device, (int)bids.Sum(actor => actor.shape[1]));
        _market.Clear(bids, signals);
    }

    public void Dispose() => _market?.Dispose();
}
