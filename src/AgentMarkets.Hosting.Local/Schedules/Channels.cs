using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>The mail under way, by pair of sender and receiver: what a schedule may choose from is the oldest of each
/// pair.</summary>
internal sealed class Channels
{
    private readonly Dictionary<(ActorId, int), Queue<Envelope>> _channels = [];
    private readonly List<Queue<Envelope>> _ready = [];

    /// <summary>How many pairs have mail, in the order in which they got it.</summary>
    public int Count => _ready.Count;

    public Envelope this[int choice] => _ready[choice].Peek();

    public void Add(in Envelope envelope)
    {
        var pair = (envelope.From, envelope.Receiver);
        if (!_channels.TryGetValue(pair, out var channel))
        {
            _channels.Add(pair, channel = new Queue<Envelope>());
        }
        if (channel.Count == 0)
        {
            _ready.Add(channel);
        }
        channel.Enqueue(envelope);
    }

    public Envelope Take(int choice)
    {
        var channel = _ready[choice];
        var envelope = channel.Dequeue();
        if (channel.Count == 0)
        {
            _ready.RemoveAt(choice);
        }
        return envelope;
    }
}
