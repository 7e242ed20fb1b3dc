using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local;

/// <summary>A message under way: from whom, to whom, and the receiver's place in the order of ids.</summary>
public readonly record struct Envelope(ActorId From, ActorId To, int Receiver, IMessage Message);
