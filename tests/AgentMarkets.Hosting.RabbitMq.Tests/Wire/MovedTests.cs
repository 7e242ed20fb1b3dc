using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: a message on another device is the same message. Method: every message of every game is
/// moved.</summary>
[Collection(CountedTensors.Name)]
public sealed class MovedTests
{
    public static TheoryData<string> Names => [.. Plays.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void AMovedMessage_SaysTheSameAndOwnsItsTensors(string name)
    {
        var game = Plays.Of(name);
        var mover = new Mover();
        using var host = new LocalHost(game.Actors, monitors: [mover]);
        Scene.Of(game).Play(host, 2, measure: true);
        Assert.InRange(mover.Heard, 10, int.MaxValue);
    }

    private sealed class Mover : IMonitor
    {
        public int Heard { get; private set; }

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            Heard++;
            long before = Tensor.TotalCount;
            var moved = TestedCodec.Codec.Contracts.Moved(message, CPU);
            long tensors = Tensor.TotalCount - before;
            using (NewDisposeScope())
            {
                Assert.Null(Same.Difference(message, moved));
            }
            Assert.Equal(tensors == 0, ReferenceEquals(message, moved));
            if (tensors > 0)
            {
                moved.Release();
            }
            Assert.Equal(before, Tensor.TotalCount);
        }
    }
}
