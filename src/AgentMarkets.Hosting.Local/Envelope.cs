using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local;

/// <summary>A message under way: from whom, and to which actor (its place in the order of ids).</summary>
public readonly record struct Envelope(ActorId From, int Receiver, IMessage Message);
