using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>A stage of threads: each slot is one.</summary>
internal sealed class ThreadStage(int slots) : IActorStage
{
    private IReadOnlyList<IBehavior> _actors = [];
    private Outbox[] _outboxes = [];

    public void Put(IReadOnlyList<IBehavior> actors)
    {
        _actors = actors;
        _outboxes = [.. actors.Select(_ => new Outbox())];
    }

    public IReadOnlyList<Turn> Play(IReadOnlyList<(int Actor, IReadOnlyList<Mail> Letters)> mail)
    {
        var turns = new Turn[mail.Count];
        if (mail.Count == 1 || slots == 1)
        {
            for (int k = 0; k < turns.Length; k++)
            {
                Play(k);
            }
        }
        else
        {
            Parallel.For(0, turns.Length, new ParallelOptions { MaxDegreeOfParallelism = slots }, Play);
        }
        return turns;

        void Play(int k) => turns[k] = Turn.Of(_actors[mail[k].Actor], _outboxes[mail[k].Actor], mail[k].Letters);
    }

    public void Dispose()
    {
    }
}
