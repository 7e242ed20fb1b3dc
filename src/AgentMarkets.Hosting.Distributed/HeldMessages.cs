using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Messages that came over a wire. Receivers may keep them to the end of their round, so they are freed after
/// it.</summary>
internal sealed class HeldMessages
{
    private readonly List<IMessage> _held = [];
    private long _round = -1;

    /// <summary>Takes a message over. One of a later round says that the rounds before are over.</summary>
    public void Add(IMessage message)
    {
        if (message.Round > _round)
        {
            Release();
            _round = message.Round;
        }
        _held.Add(message);
    }

    public void Release()
    {
        foreach (var message in _held)
        {
            message.Release();
        }
        _held.Clear();
    }
}
