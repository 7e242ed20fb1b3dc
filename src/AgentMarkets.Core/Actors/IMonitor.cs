namespace AgentMarkets.Core.Actors;

/// <summary>A specification apart from the code: it watches every delivered message and asserts one sentence.</summary>
public interface IMonitor
{
    /// <exception cref="MonitorException">The sentence does not hold.</exception>
    void Observe(ActorId from, ActorId to, IMessage message);
}

/// <summary>A monitor's sentence was broken: always a fault of the program.</summary>
public sealed class MonitorException(string sentence) : InvalidOperationException(sentence);
