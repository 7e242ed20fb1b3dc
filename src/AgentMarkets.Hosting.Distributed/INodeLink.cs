namespace AgentMarkets.Hosting.Distributed;

/// <summary>What a node needs of an engine.</summary>
/// <remarks>As for <see cref="IDriverLink"/>: what is sent is encoded or copied at once, and what is heard belongs to
/// the node.</remarks>
public interface INodeLink : IDisposable
{
    /// <summary>Time since the link opened.</summary>
    TimeSpan Now { get; }

    /// <summary>Sends to the driver of a session. May be called by several threads.</summary>
    void Send(string session, Frame frame);

    /// <summary>Says <see cref="Hello"/> to all drivers, or to the one that called the roll.</summary>
    void Greet(Hello hello, string? replyTo);

    /// <summary>The next <see cref="Command"/> or <see cref="RollCall"/>.</summary>
    /// <returns>False where nothing was heard within the time given.</returns>
    /// <exception cref="LinkException">The engine is gone for good, or refuses.</exception>
    bool TryHear(TimeSpan patience, out Frame frame);

    /// <summary>Lets somebody hear all frames, one after another, on any thread, until it is told to stop.</summary>
    /// <exception cref="LinkException">The engine is gone for good, or refuses.</exception>
    void Serve(Action<Frame> hear, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (TryHear(TimeSpan.FromSeconds(0.5), out var frame))
            {
                hear(frame);
            }
        }
    }
}
