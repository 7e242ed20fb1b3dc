using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Messages of a broker that are frames or parts of one.</summary>
internal static class BrokerFrames
{
    /// <summary>Takes a message; its body is copied.</summary>
    public static void Add(this FrameInbox inbox, in BrokerMessage message)
    {
        if (message.Properties.Type != Topology.Part)
        {
            inbox.AddCopy(message.Body.Span);
        }
        else
        {
            inbox.AddPart(message.Properties.CorrelationId ?? "", message.Body.Span, message.Properties.AppId);
        }
    }
}
