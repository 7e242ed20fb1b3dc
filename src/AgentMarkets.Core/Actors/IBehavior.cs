namespace AgentMarkets.Core.Actors;

/// <summary>
/// What an actor does: it takes one message and answers with messages and observations through the outbox.
/// It knows no thread, clock, socket, file or engine; a host runs it.
/// </summary>
/// <remarks>
/// How a host uses it: create all behaviours; <see cref="Load"/> where a run is resumed; then <see cref="Receive"/>,
/// one message at a time (never two at once for one behaviour); <see cref="Save"/> whenever no message is under way.
/// </remarks>
public interface IBehavior : IDisposable
{
    ActorId Id { get; }

    /// <summary>Handles one message. A message of a past round, or a second copy, changes nothing.</summary>
    /// <exception cref="UnexpectedMessageException">The message makes no sense in the present state.</exception>
    void Receive(ActorId from, IMessage message, Outbox outbox);

    /// <summary>Those whose message of the present round is missing; empty when this actor waits for nobody.</summary>
    IEnumerable<ActorId> WaitsFor();

    /// <summary>Writes all that the future depends on: parameters, optimiser moments, counters, running
    /// means.</summary>
    void Save(StateWriter state);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(StateReader state);
}

/// <summary>A message that its receiver cannot handle: always a fault of the program, never of the user.</summary>
public sealed class UnexpectedMessageException(ActorId self, ActorId from, IMessage message, string state)
    : InvalidOperationException($"{self} cannot handle {message.GetType().Name} of round {message.Round} "
        + $"from {from} in state ({state}).");
