using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.Akka.Tests.Links;

/// <summary>A driver's link that by a seed sends commands twice, and loses some and some answers.</summary>
internal sealed class LossyLink(IDriverLink link, int seed) : IDriverLink
{
    private readonly Random _random = new(seed);

    public int Lost { get; private set; }

    public int Repeated { get; private set; }

    public TimeSpan Now => link.Now;

    public void Send(string node, Command command)
    {
        double fate = _random.NextDouble();
        if (fate < 0.1)
        {
            Lost++;
            return;
        }
        link.Send(node, command);
        if (fate < 0.4)
        {
            Repeated++;
            link.Send(node, command);
        }
    }

    public void CallRoll() => link.CallRoll();

    public bool TryHear(TimeSpan patience, out Heard heard)
    {
        while (link.TryHear(patience, out heard))
        {
            if (heard is not HeardFrame { Frame: Reply reply } || _random.NextDouble() > 0.1)
            {
                return true;
            }
            Lost++;
            UnreadMail.Release(reply);
            patience = TimeSpan.Zero;
        }
        return false;
    }

    public void Publish(RunStatus status) => link.Publish(status);

    public void Dispose() => link.Dispose();
}
