using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Tests that count the process's tensors, so that nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountedTensors : ICollectionFixture<CountedTensors>
{
    public const string Name = "counted tensors";

    public CountedTensors() => TensorCount.Settled();
}
