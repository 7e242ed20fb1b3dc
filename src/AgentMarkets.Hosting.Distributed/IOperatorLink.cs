namespace AgentMarkets.Hosting.Distributed;

/// <summary>What an operator needs of an engine.</summary>
public interface IOperatorLink : IDisposable
{
    /// <summary>Asks everybody, and gathers the answers that come in time.</summary>
    /// <exception cref="LinkException">The engine is gone for good.</exception>
    ClusterStatus Ask(TimeSpan patience);

    /// <summary>Asks all drivers to spread their actors over the nodes anew.</summary>
    void Rebalance();
}
