using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Form A: a sigmoid against the highest rival bid; who wins pays the own bid.</summary>
/// <remarks>x_i = sigma(beta (b_i - m_i)), u_i = x_i (v_i - b_i): docs/auctions.md, 2.</remarks>
[Card("own-bid", "Form A: wins by a sigmoid against the highest rival, pays the own bid.",
    "docs/auctions.md, 2, form A")]
public sealed class OwnBid(OwnBid.Settings settings) : ISmoothing
{
    public sealed record Settings
    {
        [Setting("Strength of the smoothing, one over the temperature, in 1/money.", Above = 0)]
        public PerReplica Beta { get; init; } = 50;
    }

    /// <summary>beta of a replica.</summary>
    internal double StrengthOf(int replica) => settings.Beta[replica];

    public (string Why, string WayOut)? Refuses(IMechanism mechanism) => Smoothed.Refuses(Form.OwnBid, mechanism);

    public IClearing Open(IMechanism mechanism, int replicas, Device device) =>
        Smoothed.Open(Form.OwnBid, mechanism, settings.Beta.Expand(replicas), device);
}
