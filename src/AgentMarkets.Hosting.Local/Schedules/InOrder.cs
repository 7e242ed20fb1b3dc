namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>The order of sending: the default, and the fastest.</summary>
public sealed class InOrder : ISchedule
{
    private readonly Queue<Envelope> _mail = new();

    public void Add(in Envelope envelope) => _mail.Enqueue(envelope);

    public bool TryNext(out Envelope envelope) => _mail.TryDequeue(out envelope);

    public override string ToString() => "in-order";
}
