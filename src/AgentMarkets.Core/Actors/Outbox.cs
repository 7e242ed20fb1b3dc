namespace AgentMarkets.Core.Actors;

/// <summary>Collects what a behaviour answers while it handles one message; the host empties it afterwards.</summary>
public sealed class Outbox
{
    private readonly List<(ActorId To, IMessage Message)> _mail = [];
    private readonly List<Observation> _observations = [];

    public IReadOnlyList<(ActorId To, IMessage Message)> Mail => _mail;

    public IReadOnlyList<Observation> Observations => _observations;

    public void Send(ActorId to, IMessage message) => _mail.Add((to, message));

    /// <summary>Tells the outside something: a number to record, a table, a replica that failed.</summary>
    public void Report(Observation observation) => _observations.Add(observation);

    public void Clear()
    {
        _mail.Clear();
        _observations.Clear();
    }
}
