using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using RabbitMQ.Client;
using Xunit;
using BrokerConnection = AgentMarkets.Hosting.RabbitMq.Links.BrokerConnection;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

[Collection(BrokerFixture.Collection)]
public sealed class BrokerConnectionTests(BrokerFixture broker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("", "wrong", "the user is not known there or the password is wrong")]
    [InlineData("/nowhere", null, "has no virtual host 'nowhere'")]
    public async Task ARefusedConnectionSaysWhy(string virtualHost, string? password, string why)
    {
        string url = virtualHost.Length == 0 ? broker.Url()
            : $"amqp://coord@127.0.0.1:{broker.Broker.Ports.Amqp}{virtualHost}";
        await AssertRefusedAsync(TestBroker.Address(url, password ?? broker.Password()), why);
    }

    [Fact]
    public async Task ABrokerThatIsNotThereIsNamed()
    {
        await AssertRefusedAsync(TestBroker.Address("amqp://coord@127.0.0.1:1", "x"),
            "nothing listens on port 1 of 127.0.0.1");
        await AssertRefusedAsync(TestBroker.Address("amqp://coord@nowhere.invalid", "x", allowPlain: true),
            "no machine is known as nowhere.invalid");
    }

    [Fact]
    public async Task ACancelledConsumerAndAClosedChannelAndALostConnectionEachLeadToANewLife()
    {
        string queue = $"am.test-{Guid.NewGuid():n}";
        int built = 0, heard = 0;
        using var connection = BrokerConnection.Open(broker.Address(), "test", async life =>
        {
            built++;
            var channel = await life.ChannelAsync();
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
            await life.ConsumeAsync(channel, queue, acknowledge: false, _ =>
            {
                Interlocked.Increment(ref heard);
                return Task.CompletedTask;
            });
        });
        using var other = BrokerConnection.Open(broker.Address(), "test", _ => Task.CompletedTask);
        var first = await connection.UpAsync();
        await (await other.UpAsync()).TryAsync(channel => channel.QueueDeleteAsync(queue));
        var second = await NextAsync(connection, first);
        var channel = await second.ChannelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => channel.QueueDeclarePassiveAsync("am.nowhere"));
        var third = await NextAsync(connection, second);
        await third.Connection.AbortAsync();
        var fourth = await NextAsync(connection, third);
        Assert.Equal(4, built);

        var publisher = await fourth.ChannelAsync(confirms: true);
        await publisher.BasicPublishAsync("", queue, new byte[] { 1 });
        for (int i = 0; i < 100 && Volatile.Read(ref heard) == 0; i++)
        {
            await Task.Delay(20);
        }
        Assert.Equal(1, heard);
        await (await other.UpAsync()).TryAsync(channel => channel.QueueDeleteAsync(queue));
    }

    [Fact]
    public async Task ARefusalOnAChannelOfItsOwnEndsNothing()
    {
        using var connection = BrokerConnection.Open(broker.Address(), "test", _ => Task.CompletedTask);
        var life = await connection.UpAsync();
        var refusal = await life.TryAsync(channel => channel.QueueDeclarePassiveAsync("am.nowhere"));
        Assert.Equal(404, refusal?.Code);
        Assert.False(life.IsOver);
        Assert.Null(await life.TryAsync(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task TheClockStandsWhileTheBrokerIsAway()
    {
        var mayBuild = new TaskCompletionSource();
        int built = 0;
        using var connection = BrokerConnection.Open(broker.Address(), "test",
            _ => Interlocked.Increment(ref built) == 1 ? Task.CompletedTask : mayBuild.Task);
        var lost = new TaskCompletionSource();
        connection.Lost += _ => lost.SetResult();
        var life = await connection.UpAsync();
        life.End("a test");
        await lost.Task.WaitAsync(Patience);
        var then = connection.Now;
        await Task.Delay(100);
        Assert.Equal(then, connection.Now);
        Assert.Null(connection.Life);
        mayBuild.SetResult();
        await connection.UpAsync().WaitAsync(Patience);
        await Task.Delay(20);
        Assert.True(connection.Now > then);
    }

    private static async Task AssertRefusedAsync(BrokerAddress address, string why)
    {
        var refused = await Assert.ThrowsAsync<LinkException>(() =>
            BrokerConnection.OpenAsync(address, "test", _ => Task.CompletedTask));
        Assert.Contains(why, refused.Message);
        Assert.DoesNotContain($"{address.Password}.", refused.Message);
    }

    private static async Task<BrokerLife> NextAsync(BrokerConnection connection, BrokerLife before)
    {
        await before.End().WaitAsync(Patience);
        while (true)
        {
            var life = await connection.UpAsync().WaitAsync(Patience);
            if (life != before)
            {
                return life;
            }
            await Task.Delay(5);
        }
    }
}
