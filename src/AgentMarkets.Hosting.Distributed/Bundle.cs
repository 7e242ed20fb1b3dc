using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Puts the mail for the actors of one node together: what one says to several of them goes once.</summary>
/// <remarks>Every actor still reads its mail in its order: a message is joined only to one that stands behind all that
/// this actor has in the bundle already.</remarks>
internal sealed class Bundle
{
    private readonly List<Mail> _mail = [];
    private readonly Dictionary<IMessage, int> _places = new(ReferenceEqualityComparer.Instance);

    public bool IsEmpty => _mail.Count == 0;

    /// <summary>Adds all mail of one actor, in its order.</summary>
    public void Add(ActorId to, List<(ActorId From, IMessage Message)> letters)
    {
        int next = 0;
        foreach (var (from, message) in letters)
        {
            if (_places.TryGetValue(message, out int place) && place >= next && _mail[place].From == from)
            {
                Join(place, to);
            }
            else
            {
                _places[message] = place = _mail.Count;
                _mail.Add(new Mail(from, [to], message));
            }
            next = place + 1;
        }
    }

    public Deliver Sealed() => new(_mail);

    private void Join(int place, ActorId to)
    {
        // Most letters have one reader: only those that do not are given a list that grows.
        if (_mail[place].To is not List<ActorId> readers)
        {
            readers = [.. _mail[place].To];
            _mail[place] = _mail[place] with { To = readers };
        }
        readers.Add(to);
    }
}
