using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Messages of a broker that are frames or parts of one, on their way to an inbox. One thread at a time brings
/// them.</summary>
internal sealed class BrokerFrames(FrameInbox inbox)
{
    private readonly FrameParts _parts = new();

    /// <summary>Takes a message; its body is copied.</summary>
    public void Add(in BrokerMessage message)
    {
        if (message.Properties.Type != Topology.Part)
        {
            inbox.AddCopy(message.Body);
        }
        else if (_parts.Add(message.Properties.CorrelationId ?? "", message.Body.Span) is { } frame)
        {
            inbox.Add(frame);
        }
        else if (message.Properties.AppId is { Length: > 0 } node)
        {
            inbox.AddSign(node);
        }
    }
}
