namespace AgentMarkets.Hosting.Distributed;

/// <summary>What the driver of a run needs of an engine. Used by one thread.</summary>
/// <remarks>
/// Frames may be lost, repeated, delayed and overtaken: the numbering makes all of it harmless. What was sent is
/// encoded or copied before <see cref="Send"/> returns, since the tensors of a message belong to its sender. The
/// messages that <see cref="TryHear"/> hands out belong to the driver, which releases them.
/// </remarks>
public interface IDriverLink : IDisposable
{
    /// <summary>Time since the link opened, without the time in which the engine could not be reached. Silence of a
    /// node is measured by it.</summary>
    TimeSpan Now { get; }

    /// <exception cref="LinkException">The engine is gone for good, or refuses.</exception>
    void Send(string node, Command command);

    /// <summary>Asks all nodes to say <see cref="Hello"/>.</summary>
    void CallRoll();

    /// <summary>The next thing heard.</summary>
    /// <returns>False where nothing was within the time given.</returns>
    /// <exception cref="LinkException">The engine is gone for good, or another driver has taken over.</exception>
    bool TryHear(TimeSpan patience, out Heard heard);

    /// <summary>Lets operators see how the run stands; the newest replaces the one before.</summary>
    void Publish(RunStatus status);
}

/// <summary>Something that a driver hears.</summary>
public abstract record Heard;

/// <summary>A <see cref="Reply"/>, <see cref="Beat"/>, <see cref="Need"/>, <see cref="Hello"/> or
/// <see cref="Farewell"/> of a node.</summary>
public sealed record HeardFrame(Frame Frame) : Heard;

/// <summary>The engine knows that a node is gone, sooner than its silence would tell.</summary>
public sealed record HeardLoss(string Node, string Why) : Heard;

/// <summary>A part of something large has come from a node: it lives.</summary>
public sealed record HeardSign(string Node) : Heard;

/// <summary>An operator asks that the actors be spread over the nodes anew.</summary>
public sealed record HeardRebalance : Heard;

/// <summary>The engine cannot be used; the sentence says why, and the way out.</summary>
public sealed class LinkException(string sentence, Exception? cause = null) : IOException(sentence, cause)
{
    /// <summary>Whether another driver has the run now: what this one kept of it is the other's.</summary>
    public bool IsTakenOver { get; init; }
}
