using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>A stage of engine actors: each actor of the node is one, on the threads for learning.</summary>
/// <param name="present">The engine, which changes when this process joins a cluster anew.</param>
internal sealed class EngineStage(Func<ActorSystem> present) : IActorStage
{
    private IReadOnlyList<IBehavior> _behaviors = [];
    private ActorSystem? _system;
    private TaskCompletionSource _ended = new();
    private IActorRef[] _actors = [];

    public void Put(IReadOnlyList<IBehavior> actors)
    {
        Stop();
        _behaviors = actors;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The engine ended meanwhile.</exception>
    public IReadOnlyList<Turn> Play(IReadOnlyList<(int Actor, IReadOnlyList<Mail> Letters)> mail)
    {
        Start(present());
        var turns = new Turn[mail.Count];
        var gathered = new Gathered(mail.Count, played => turns[played.Place] = played.Turn);
        for (int k = 0; k < mail.Count; k++)
        {
            _actors[mail[k].Actor].Tell(new Letters(k, mail[k].Letters), gathered);
        }
        // Not the engine's own end, which may wait for this very thread.
        if (Task.WaitAny(gathered.Done, _ended.Task) != 0)
        {
            throw new InvalidOperationException("The engine ended while actors answered.");
        }
        return turns;
    }

    public void Dispose() => Stop();

    private void Start(ActorSystem system)
    {
        if (_system == system && _actors.Length == _behaviors.Count)
        {
            return;
        }
        _system = system;
        var ended = _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _actors = [.. _behaviors.Select(behavior => system.ActorOf(EngineActor
            .Props(behavior, () => ended.TrySetResult()).WithDispatcher(EngineConfiguration.LearningDispatcher)))];
    }

    private void Stop()
    {
        foreach (var actor in _actors)
        {
            _system!.Stop(actor);
        }
        _actors = [];
    }

    /// <summary>Whom the actors answer: counts them, and needs no thread of the engine for it.</summary>
    private sealed class Gathered(int count, Action<Played> take) : MinimalActorRef
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Done => _done.Task;

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "gathered";

        public override IActorRefProvider Provider => throw new NotSupportedException("It has none.");

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is Played played)
            {
                take(played);
                if (Interlocked.Decrement(ref _left) == 0)
                {
                    _done.TrySetResult();
                }
            }
        }
    }
}
