using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Form B: a sigmoid against the highest rival bid; who wins pays the exact rule's price.</summary>
/// <remarks>x_i = sigma(beta (b_i - m_i)), u_i = x_i (v_i - P(b)): docs/auctions.md, 2.</remarks>
[Card("market-price", "Form B: wins by a sigmoid against the highest rival, pays the exact rule's price.",
    "docs/auctions.md, 2, form B")]
public sealed class MarketPrice(MarketPrice.Settings settings) : ISmoothing
{
    public sealed record Settings
    {
        [Setting("Strength of the smoothing, one over the temperature, in 1/money.", Above = 0)]
        public PerReplica Beta { get; init; } = 50;
    }

    public (string Why, string WayOut)? Refuses(IMechanism mechanism) =>
        SmoothedForms.OfMarketPrice(mechanism) ? null : SmoothedForms.Refusal(mechanism);

    public IClearing Open(IMechanism mechanism, int replicas, Device device)
    {
        double[] beta = settings.Beta.Expand(replicas);
        return mechanism switch
        {
            MultiUnit units => new UnitMarket(units, beta, device),
            BilateralTrade trade => new TradeMarket(trade, beta, device),
            DoubleAuction market => new DoubleAuctionMarket(market, beta, device),
            Simultaneous items => new SimultaneousMarket(Open(items.Rule, replicas, device), items.Items),
            _ => OneItemMarket.Open(mechanism, Rivalry.Sigmoid, Price.Market, beta, device),
        };
    }
}
