using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Goal: of a broker of three nodes, any one may die in the middle of a run, which ends as it would.</summary>
public sealed class BrokerNodeFaultTests : IDisposable
{
    private static readonly Play s_play = Play.FirstPrice(rounds: 40);

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-three-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SwarmTheory]
    [InlineData(21)]
    public void AKilledNodeOfTheBrokerChangesNothing(int seed)
    {
        using var cluster = PrivateCluster.Start(_folder);
        // A name that leads to all three, as the documentation asks for; each client begins with another node.
        int[] ports = [.. cluster.Nodes.Select(node => node.Ports.Amqp)];
        TcpProxy[] names = [.. Enumerable.Range(0, 3).Select(k => new TcpProxy(ports[k], ports[(k + 1) % 3],
            ports[(k + 2) % 3]))];
        var first = cluster.Nodes[0];
        Workers[] workers = [.. names.Skip(1).Select(name => new Workers(_folder,
            Child.At(name.Url(first.Url(BrokerUser.Worker)), first.Folder.PasswordFile(BrokerUser.Worker))))];
        try
        {
            Array.ForEach(workers, worker => worker.Start());
            Array.ForEach(workers, worker => worker.Fill(1));
            var address = BrokerAddress.Parse(names[0].Url(first.Url(BrokerUser.Coordinator)),
                new BrokerOptions(first.Folder.PasswordFile(BrokerUser.Coordinator)));
            // That of a worker first, then the driver's own, each as often as there are nodes: whoever leads the queue
            // that holds the claim on the run is among the dead once.
            foreach (int victim in (int[])[1, 0, 0, 0])
            {
                var said = new List<string>();
                var (outcome, _) = s_play.Over(BrokerDriver.At(address), workers.Length, link =>
                    link.AtRandom(new Random(seed++), (2, 80), cluster.Nodes[victim].Kill), said.Add);
                outcome.ShouldMatch(s_play.Reference);
                // It went on with the two others: nobody has started the dead one.
                Assert.False(cluster.Nodes[victim].IsRunning);
                Assert.True(victim != 0 || said.Contains("found the broker again"), string.Join('\n', said));
                cluster.Nodes[victim].Restart();
            }
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
            Array.ForEach(names, name => name.Dispose());
        }
    }
}
