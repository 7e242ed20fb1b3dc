using AgentMarkets.Auctions;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Drivers of plays over a broker.</summary>
internal static class BrokerDriver
{
    public static FrameCodec Codec { get; } = new([new AuctionFamily(), new FisherFamily()]);

    public static LinkOpener At(BrokerAddress broker) => (session, say) =>
        DriverLink.Open(broker, session, Codec, new DriverLinkOptions(CPU), say);
}
