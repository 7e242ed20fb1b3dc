using System.Text;
using AgentMarkets.Hosting.RabbitMq.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: of three nodes, any one may die, and nothing that was confirmed is lost.</summary>
public sealed class ThreeNodesTests : IDisposable
{
    private const string Queue = "am.sweep.of-three";

    private readonly string _folder = Directory.CreateTempSubdirectory("broker-three-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SwarmFact]
    public async Task ThreeNodesFormOneBrokerAndOutliveTheLeaderOfAQueue()
    {
        using var cluster = PrivateCluster.Start(_folder);
        using var first = cluster.Nodes[0].OpenManagement();
        Assert.Equal(["a@localhost", "b@localhost", "c@localhost"],
            first.Nodes().Where(node => node.Running).Select(node => node.Name).Order());
        string[] sent = [.. Enumerable.Range(0, 20).Select(i => $"job {i}")];
        await Publish(cluster.Nodes[1], sent);
        var queue = await Managed.Until(() => first.Queue(Queue) is { Messages: 20 } all ? all : null);
        Assert.Equal("quorum", queue.Type);

        var leader = cluster.Nodes.Single(node => node.Name == queue.Node);
        leader.Kill();
        var others = cluster.Nodes.Where(node => node != leader).ToArray();
        Assert.Equal(sent, await Take(others[0], sent.Length));
        // Two of three are enough for more.
        await Publish(others[1], ["afterwards"]);

        leader.Restart();
        Assert.Equal(["afterwards"], await Take(leader, 1));
    }

    private static async Task Publish(PrivateBroker node, string[] texts)
    {
        await using var connection = await Connect(node);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        foreach (string text in texts)
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { Persistent = true },
                Encoding.UTF8.GetBytes(text));
        }
    }

    // Until a new leader is found, the broker answers with errors that close the connection.
    private static async Task<string[]> Take(PrivateBroker node, int count)
    {
        var taken = new List<string>();
        for (int tries = 0; taken.Count < count; tries++)
        {
            Assert.True(tries < 600, $"only {taken.Count} of {count} messages are left");
            try
            {
                await using var connection = await Connect(node);
                await using var channel = await connection.CreateChannelAsync();
                while (await channel.BasicGetAsync(Queue, autoAck: true) is { } got)
                {
                    taken.Add(Encoding.UTF8.GetString(got.Body.Span));
                }
            }
            catch (Exception e) when (e is OperationInterruptedException or BrokerUnreachableException)
            {
            }
            await Task.Delay(50);
        }
        return [.. taken];
    }

    private static Task<IConnection> Connect(PrivateBroker node) =>
        Client.Connect(node.Url(BrokerUser.Coordinator), node.Folder.Password(BrokerUser.Coordinator));
}
