using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

public sealed class BrokerConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("amqp://dev@127.0.0.1:5673", "wrong", "the user is not known there or the password is wrong")]
    [InlineData("amqp://dev@127.0.0.1:5673/nowhere", "dev", "has no virtual host 'nowhere'")]
    [InlineData("amqp://dev@127.0.0.1:1", "dev", "nothing listens on port 1 of 127.0.0.1")]
    public async Task ARefusedConnectionSaysWhy(string url, string password, string why)
    {
        var refused = await Assert.ThrowsAsync<LinkException>(() =>
            BrokerConnection.OpenAsync(TestBroker.Address(url, password), "test", _ => Task.CompletedTask));
        Assert.Contains(why, refused.Message);
        Assert.DoesNotContain(password == "wrong" ? "wrong." : "dev:", refused.Message);
    }

    [Fact]
    public async Task AMachineThatNobodyKnowsIsNamed()
    {
        string file = Path.GetTempFileName();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "dev");
        var address = BrokerAddress.Parse("amqp://dev@nowhere.invalid", new BrokerOptions(file, AllowPlain: true));
        File.Delete(file);
        var refused = await Assert.ThrowsAsync<LinkException>(() =>
            BrokerConnection.OpenAsync(address, "test", _ => Task.CompletedTask));
        Assert.Contains("no machine is known as nowhere.invalid", refused.Message);
    }

    [Fact]
    public async Task ACancelledConsumerAndAClosedChannelAndALostConnectionEachLeadToANewLife()
    {
        string queue = $"test-{Guid.NewGuid():n}";
        int built = 0, heard = 0;
        using var connection = BrokerConnection.Open(TestBroker.Address(), "test", async life =>
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
        var first = await connection.UpAsync();
        await first.TryAsync(channel => channel.QueueDeleteAsync(queue));
        var second = await NextAsync(connection, first);
        var channel = await second.ChannelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => channel.QueueDeclarePassiveAsync("no such queue"));
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
        await fourth.TryAsync(channel => channel.QueueDeleteAsync(queue));
    }

    [Fact]
    public async Task ARefusalOnAChannelOfItsOwnEndsNothing()
    {
        using var connection = BrokerConnection.Open(TestBroker.Address(), "test", _ => Task.CompletedTask);
        var life = await connection.UpAsync();
        var refusal = await life.TryAsync(channel => channel.QueueDeclarePassiveAsync("no such queue"));
        Assert.Equal(404, refusal?.Code);
        Assert.False(life.IsOver);
        Assert.Null(await life.TryAsync(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task TheClockStandsWhileTheBrokerIsAway()
    {
        var mayBuild = new TaskCompletionSource();
        int built = 0;
        using var connection = BrokerConnection.Open(TestBroker.Address(), "test",
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
