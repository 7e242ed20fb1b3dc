using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>How the exact allocation, a step in the bids, becomes one with a useful gradient; for learning
/// only.</summary>
[Kind("smoothing", "smoothings")]
public interface ISmoothing
{
    /// <summary>Why a mechanism has no smoothed market of this form, with the way out; nothing where it has.</summary>
    (string Why, string WayOut)? Refuses(IMechanism mechanism);

    /// <summary>The smoothed market of a mechanism, for all replicas.</summary>
    IClearing Open(IMechanism mechanism, int replicas, Device device);
}

/// <summary>A smoothed market: bids in, signals out.</summary>
public interface IClearing : IDisposable
{
    /// <param name="bids">A tensor an actor, [R, C, B, A]; the bidders in order.</param>
    /// <param name="signals">Written in place, one an actor, [R, C, B, ...]; may refer to the bids.</param>
    void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals);
}
