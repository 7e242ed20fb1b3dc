namespace AgentMarkets.Core.Actors;

/// <summary>An actor of a game before it is on a host: who it is, and how a fresh behaviour of it is made.</summary>
/// <param name="Make">A behaviour with this id in its initial state; a host that restarts the actor asks again.</param>
/// <param name="IsCentral">Whether all others talk to it, so that it stays with whoever drives the run.</param>
public sealed record Part(ActorId Id, Func<IBehavior> Make, bool IsCentral = false)
{
    /// <summary>The same where its state is loaded before it hears anything: what is only for the beginning may be left
    /// out. Nothing: the two are alike.</summary>
    public Func<IBehavior>? Blank { get; init; }

    /// <summary>A behaviour whose state is loaded before it hears anything.</summary>
    public IBehavior MakeBlank() => (Blank ?? Make)();

    /// <summary>About how many bytes the messages have that it sends and gets in one step, where these are
    /// many.</summary>
    public long StepBytes { get; init; }
}
