namespace AgentMarkets.Core.Actors;

/// <summary>An actor of a game before it is on a host: who it is, and how a fresh behaviour of it is made.</summary>
/// <param name="Make">A behaviour with this id in its initial state; a host that restarts the actor asks again.</param>
/// <param name="IsCentral">Whether all others talk to it, so that it stays with whoever drives the run.</param>
public sealed record Part(ActorId Id, Func<IBehavior> Make, bool IsCentral = false);
