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
            // That of a worker: nobody waits for its return.
            var (outcome, _) = s_play.Over(address, workers.Length, link =>
                link.AtRandom(new Random(seed), (2, 80), cluster.Nodes[1].Kill));
            outcome.ShouldMatch(s_play.Reference);
            cluster.Nodes[1].Restart();
            // The driver's own holds the claim on the run: the run stands still until that node is back.
            var said = new List<string>();
            (outcome, _) = s_play.Over(address, workers.Length, link =>
                link.AtRandom(new Random(seed + 1), (2, 80), () =>
                {
                    cluster.Nodes[0].Kill();
                    cluster.Nodes[0].Restart();
                }), said.Add);
            outcome.ShouldMatch(s_play.Reference);
            Assert.Contains("found the broker again", said);
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
            Array.ForEach(names, name => name.Dispose());
        }
    }
}
