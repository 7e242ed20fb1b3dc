using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>Always serves the receiver of the highest priority; now and then the favourite falls to the
/// bottom.</summary>
/// <remarks>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte 2010, section 3): random
/// priorities
/// and few change points find orderings that a shuffle hits with vanishing probability, such as one actor starved for
/// long.
/// </remarks>
public sealed class Prioritised(ulong seed, int changeEvery = 64) : ISchedule
{
    private readonly Channels _mail = new();
    private readonly RandomStream _stream = new(StreamKey.Of(seed, new ActorId("schedule", 1), "priorities"), 0);
    private readonly Dictionary<int, long> _priority = [];
    private long _draws;
    private long _delivered;

    public void Add(in Envelope envelope)
    {
        if (!_priority.ContainsKey(envelope.Receiver))
        {
            _priority.Add(envelope.Receiver, _stream.Word(_draws++));
        }
        _mail.Add(envelope);
    }

    public bool TryNext(out Envelope envelope)
    {
        envelope = default;
        if (_mail.Count == 0)
        {
            return false;
        }
        int best = 0;
        for (int i = 1; i < _mail.Count; i++)
        {
            if (_priority[_mail[i].Receiver] > _priority[_mail[best].Receiver])
            {
                best = i;
            }
        }
        envelope = _mail.Take(best);
        if (++_delivered % changeEvery == 0)
        {
            _priority[envelope.Receiver] = -_delivered;
        }
        return true;
    }

    public override string ToString() => $"prioritised(seed={seed})";
}
