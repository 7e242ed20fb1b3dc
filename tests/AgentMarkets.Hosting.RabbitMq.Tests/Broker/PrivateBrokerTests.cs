using System.Text;
using AgentMarkets.Hosting.RabbitMq.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: a broker that anybody can start, that only those with a password can use, and only for their
/// part.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class PrivateBrokerTests(BrokerFixture fixture)
{
    [Theory]
    [InlineData(BrokerUser.Coordinator)]
    [InlineData(BrokerUser.Worker)]
    [InlineData(BrokerUser.Operator)]
    public async Task EachUserConnectsWithItsPasswordAndNotWithAnothers(string user)
    {
        await using var connection = await Client.Connect(fixture.Url(user), fixture.Password(user));
        Assert.True(connection.IsOpen);
        string others = fixture.Password(BrokerUser.All.First(other => other != user));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => Client.Connect(fixture.Url(user), others));
    }

    [Fact]
    public async Task NobodyIsAGuest()
    {
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => Client.Connect(fixture.Url("guest"), "guest"));
        using var management = new ManagementApi(new Uri($"http://127.0.0.1:{fixture.Broker.Ports.Management}"),
            "agentmarkets", "guest", "guest");
        Assert.Contains("refuses", Assert.Throws<BrokerException>(management.Queues).Message);
    }

    [Fact]
    public async Task AWorkerOnlyTouchesQueuesOfRuns()
    {
        await using var connection = await Client.Connect(fixture.Url(BrokerUser.Worker),
            fixture.Password(BrokerUser.Worker));
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeclareAsync("am.rights.mine", durable: true, exclusive: true, autoDelete: false);
        }
        await Refused(connection, channel => channel.QueueDeclareAsync("mine", durable: true, exclusive: true,
            autoDelete: false));
        await Refused(connection, channel => channel.QueueBindAsync("am.rights.mine", "amq.rabbitmq.event", "#"));
        using var management = new ManagementApi(new Uri($"http://127.0.0.1:{fixture.Broker.Ports.Management}"),
            "agentmarkets", BrokerUser.Worker, fixture.Password(BrokerUser.Worker));
        Assert.Contains("refuses", Assert.Throws<BrokerException>(management.Queues).Message);
    }

    [Fact]
    public async Task TheCoordinatorHearsOfConnectionsThatTheManagementInterfaceCloses()
    {
        await using var connection = await Client.Connect(fixture.Url(), fixture.Password());
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("am.hears.events", durable: true, exclusive: true, autoDelete: false);
        await channel.QueueBindAsync("am.hears.events", "amq.rabbitmq.event", "connection.closed");
        var heard = new TaskCompletionSource<string>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, told) =>
        {
            byte[] name = (byte[])told.BasicProperties.Headers!["name"]!;
            heard.TrySetResult(Encoding.UTF8.GetString(name));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("am.hears.events", autoAck: true, consumer);

        var factory = Client.Factory(fixture.Url(BrokerUser.Worker), fixture.Password(BrokerUser.Worker));
        factory.ClientProvidedName = "a worker that falls silent";
        await using var worker = await factory.CreateConnectionAsync();
        using var management = Managed.By(fixture, BrokerUser.Coordinator);
        var its = await Managed.Until(() => management.Connections()
            .FirstOrDefault(other => other.UserProvidedName == factory.ClientProvidedName));
        management.Close(its.Name, "a test asked for it");
        Assert.Equal(its.Name, await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await Managed.Until(() => worker.IsOpen ? null : worker);
        Assert.Contains("a test asked for it", worker.CloseReason!.ReplyText);
        // What is gone already may be closed again.
        management.Close(its.Name, "twice");
    }

    private static async Task Refused(IConnection connection, Func<IChannel, Task> ask)
    {
        await using var channel = await connection.CreateChannelAsync();
        var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => ask(channel));
        Assert.Contains("ACCESS_REFUSED", refused.Message);
    }
}
