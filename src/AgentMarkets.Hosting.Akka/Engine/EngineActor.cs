using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>An actor of the engine that hosts one of the market: mailbox, behaviour, outbox.</summary>
/// <remarks>It answers <see cref="Letters"/> with <see cref="Played"/>. It lives on the threads for learning, so that
/// however long it takes no other actor of the engine waits for a thread.</remarks>
internal sealed class EngineActor(IBehavior behavior, Action ended) : UntypedActor
{
    private readonly Outbox _outbox = new();

    /// <param name="ended">Called when it answers no more, though mail may lie there.</param>
    public static Props Props(IBehavior behavior, Action ended) =>
        global::Akka.Actor.Props.Create(() => new EngineActor(behavior, ended));

    protected override void OnReceive(object message)
    {
        if (message is Letters letters)
        {
            Sender.Tell(new Played(letters.Place, Turn.Of(behavior, _outbox, letters.Mail)));
        }
        else
        {
            Unhandled(message);
        }
    }

    protected override void PostStop() => ended();
}

/// <summary>Mail for one actor, in the order in which it reads it.</summary>
/// <param name="Place">Among all that are asked.</param>
internal sealed record Letters(int Place, IReadOnlyList<Mail> Mail) : INoSerializationVerificationNeeded;

/// <summary>What it made of it.</summary>
internal sealed record Played(int Place, Turn Turn) : INoSerializationVerificationNeeded;
