using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class PerReplicaTests
{
    [Fact]
    public void OneValue_IsThatOfEveryRow() => Assert.Equal([0.5, 0.5, 0.5], new PerReplica(0.5).Expand(3));

    [Fact]
    public void SeveralValues_GoToTheRowsOfTheirReplicas()
    {
        Assert.Equal([1, 2, 3], new PerReplica(1, 2, 3).Expand(3));
        Assert.Equal([1, 1, 2, 2, 3, 3], new PerReplica(1, 2, 3).Expand(6));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void RowsThatCannotBeSharedOut_AreNamed(int rows)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new PerReplica(1, 2, 3).Expand(rows));
        Assert.StartsWith($"{rows} rows cannot be shared out among 3 values", thrown.Message, StringComparison.Ordinal);
    }
}
