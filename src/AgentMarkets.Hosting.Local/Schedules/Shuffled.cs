using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>Delivers in a random order that its seed repeats.</summary>
public sealed class Shuffled(ulong seed) : ISchedule
{
    private readonly Channels _mail = new();
    private readonly RandomStream _stream = new(StreamKey.Of(seed, new ActorId("schedule", 1), "shuffle"), 0);
    private long _draws;

    public void Add(in Envelope envelope) => _mail.Add(envelope);

    public bool TryNext(out Envelope envelope)
    {
        envelope = default;
        if (_mail.Count == 0)
        {
            return false;
        }
        // Lemire (2019): the high half of a 64-bit product is a fair enough choice among few.
        envelope = _mail.Take((int)(((ulong)_stream.Word(_draws++) * (ulong)_mail.Count) >> 32));
        return true;
    }

    public override string ToString() => $"shuffled(seed={seed})";
}
