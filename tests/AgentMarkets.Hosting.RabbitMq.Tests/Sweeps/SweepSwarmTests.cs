using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>A sweep with nodes, their children and the sweeping process killed at random, by a seed.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class SweepSwarmTests(BrokerFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweeps-").FullName;

    public void Dispose()
    {
        SweepScene.Purge(fixture);
        Directory.Delete(_folder, recursive: true);
    }

    [SwarmFact]
    public void KillsAtRandom_LeaveTheTableAsItIs()
    {
        SweepScene.Purge(fixture);
        var random = new Random(20261122);
        string[] asked = SweepProcessTests.Asked("auction.bidders=2,3,4,5,6,7,8,9,10,11,12,13", rounds: 4_000);
        using var local = Spoken.Start(fixture, _folder, [.. asked, "--out", "local", "--quiet"]);
        local.ShouldEnd(0);
        Spoken[] nodes = [.. Enumerable.Range(0, 3).Select(Node)];
        string[] far = [.. asked, "--out", "far", "--retry", "--broker"];
        var sweep = Spoken.Start(fixture, _folder, far);
        try
        {
            for (int kill = 0; kill < Swarm.Kills; kill++)
            {
                Thread.Sleep(random.Next(200, 3000));
                int which = random.Next(nodes.Length + 1);
                if (which == nodes.Length)
                {
                    sweep.Dispose();
                    sweep = Spoken.Start(fixture, _folder, far);
                }
                else if (random.Next(2) == 0)
                {
                    nodes[which].Kill();
                    nodes[which].Dispose();
                    nodes[which] = Node(which);
                }
                else
                {
                    foreach (int child in nodes[which].Children().Take(1))
                    {
                        using var kill9 = System.Diagnostics.Process.Start("/bin/kill", ["-KILL", $"{child}"]);
                        kill9.WaitForExit();
                    }
                }
            }
            // A run that was hit three times has failed: that is what --retry is for.
            for (int attempt = 0; attempt < 5 && !sweep.HasEnded(0); attempt++)
            {
                sweep.Dispose();
                sweep = Spoken.Start(fixture, _folder, far);
            }
            SweepProcessTests.AssertSame(_folder, "local", "far", 12);
        }
        finally
        {
            sweep.Dispose();
            Array.ForEach(nodes, node => node.Dispose());
        }
    }

    private Spoken Node(int which) =>
        Spoken.Start(fixture, _folder, "node", "--name", $"n{which}", "--slots", "1", "--broker");
}
