using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

// What a driver and the nodes say to each other, on every engine.
//
//   driver (run, coordinator, market)                        node (bidders, shards)
//       | Command(session, epoch, 1, Open) ------------------------>|     the experiment; its game is built there
//       |<--------------------------------- Reply(.., 1, Done) -----|
//       | Command(session, epoch, 2, Take(actors, states)) -------->|     these actors, fresh or in these states
//       | Command(session, epoch, 3, Deliver(mail)) --------------->|     one superstep: all mail for its actors
//       |<--------------------------------- Beat(.., 3) ------------|     every quarter of a second
//       |<--------------------------------- Reply(.., 3, Answered) -|     all that they answered
//       | Command(session, epoch, k, SaveState) ------------------->|     at rest only
//
// Commands to one node are numbered from 1 within an epoch, and one is under way at a time. A second copy is answered
// by the reply that was given; a command of a lower epoch, or of another session, is dropped; a gap is answered by
// Need. After a loss the driver raises the epoch, gives every node its actors in the states of the last checkpoint, and
// repeats what came after it: whatever was said in an old epoch reaches nobody.

/// <summary>Anything that travels between a driver and a node.</summary>
public abstract record Frame;

/// <summary>From the driver to a node.</summary>
/// <param name="Session">Which run it belongs to, and which life of its driver.</param>
/// <param name="Number">From 1, of the node and the epoch.</param>
public sealed record Command(string Session, long Epoch, long Number, Order Order) : Frame;

/// <summary>From a node to the driver: what a command led to.</summary>
/// <param name="Seconds">How long the node worked on it.</param>
public sealed record Reply(string Node, string Session, long Epoch, long Number, Answer Answer, double Seconds) : Frame;

/// <summary>From a node to the driver: it lives.</summary>
/// <param name="Number">The command that it works on, or the last that it has done.</param>
public sealed record Beat(string Node, string Session, long Epoch, long Number) : Frame;

/// <summary>From a node to the driver: it cannot do this command, since it did not get an earlier one.</summary>
/// <param name="Number">The one that it can do next; 0 where it does not know the session at all.</param>
public sealed record Need(string Node, string Session, long Epoch, long Number) : Frame;

/// <summary>From a node to all drivers: it is there. Also the answer to a <see cref="RollCall"/>.</summary>
/// <param name="Session">The session that it takes part in; empty where it is free.</param>
public sealed record Hello(NodeProfile Node, string Session) : Frame;

/// <summary>From a driver to all nodes: say <see cref="Hello"/> to this address of the engine's.</summary>
public sealed record RollCall(string ReplyTo) : Frame;

/// <summary>From a node to all drivers: it ends in good order.</summary>
public sealed record Farewell(string Node) : Frame;

/// <summary>What a driver asks a node to do.</summary>
public abstract record Order;

/// <summary>Build the game of this run.</summary>
public sealed record Open(Assignment Assignment) : Order;

/// <summary>Have exactly these actors, each fresh or in the state given.</summary>
/// <param name="Actors">In the order of their ids.</param>
/// <param name="States">One an actor, in their order; none where all begin.</param>
/// <param name="File">Where the states lie in a shared folder instead; empty where they do not.</param>
public sealed record Take(IReadOnlyList<ActorId> Actors, IReadOnlyList<BehaviorState> States, string File) : Order;

/// <summary>Hand this mail over, in this order, and answer. Without mail: let go of all earlier mail.</summary>
public sealed record Deliver(IReadOnlyList<Mail> Mail) : Order;

/// <summary>Say in which states the actors are.</summary>
/// <param name="File">Where to put them in a shared folder; empty: into the answer.</param>
public sealed record SaveState(string File) : Order;

/// <summary>Forget the run.</summary>
public sealed record Close : Order;

/// <summary>A message under way from an actor to others of one node: what is the same for several of them is written
/// once.</summary>
public sealed record Mail(ActorId From, IReadOnlyList<ActorId> To, IMessage Message);

/// <summary>What a node answers.</summary>
public abstract record Answer;

/// <summary>It is done; there is nothing to tell.</summary>
public sealed record Done : Answer;

/// <summary>What the actors said, in the order of their ids.</summary>
/// <param name="LiveTensors">Tensors alive in the node's process, after the answer.</param>
public sealed record Answered(IReadOnlyList<Said> Said, long LiveTensors) : Answer;

/// <summary>What one actor said to its mail.</summary>
/// <param name="Mail">In the order in which it was sent.</param>
/// <param name="WaitsFor">Those for whom it now waits.</param>
public sealed record Said(ActorId Actor, IReadOnlyList<(ActorId To, IMessage Message)> Mail,
    IReadOnlyList<Observation> Observations, IReadOnlyList<ActorId> WaitsFor);

/// <summary>The states asked for, in the order of the ids; none where they were put into a file.</summary>
public sealed record Saved(IReadOnlyList<BehaviorState> States) : Answer;

/// <summary>The node cannot take part: another build, a data file that differs, a device that is not there.</summary>
/// <param name="Sentence">Says what, and the way out.</param>
public sealed record Refused(string Sentence) : Answer;

/// <summary>A behaviour failed: a fault of the program that would happen on every host.</summary>
public sealed record Broke(ActorId Actor, string Sentence) : Answer;
