using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Links;

/// <summary>Goal: whoever is a member can ask how a run stands and look each of its actors up, also after they have
/// moved.</summary>
public sealed class RegistryTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void EveryActorIsFoundWhereTheDriverSaysThatItLives()
    {
        string run = $"{Guid.NewGuid():n}";
        using var nodes = new Trio(Games.FisherExact, 3);
        var link = AkkaDriverLink.Open(nodes.Settings, $"{run}/1", Games.Codec, new AkkaDriverOptions(CPU), _ => { });
        var scene = Scene.Of(Games.Make(Games.FisherExact));
        using var host = new DistributedHost($"{run}/1", scene.Actors,
            new Assignment(Games.FisherExact, "", "", new Dictionary<string, string>()), link,
            new DistributedSettings { Nodes = 3 }, _ => { });
        using var watch = AkkaOperatorLink.Open(nodes.Settings, Games.Codec, _ => { });
        Play(1, 3);
        AssertFound(lost: null);
        nodes.Lose(0);
        Play(4, 6);
        AssertFound(lost: "node-1");

        void Play(int from, int to)
        {
            for (int round = from; round <= to; round++)
            {
                host.Post(scene.Coordinator, new RunTo(round));
                host.Run();
            }
        }

        void AssertFound(string? lost)
        {
            var status = Assert.Single(watch.Ask(TimeSpan.FromSeconds(1)).Runs);
            var homes = status.Nodes.SelectMany(node => node.Actors.Select(actor => (actor.Actor, node.Profile.Id)));
            Assert.Equal(["shard-1", "shard-2", "shard-3", "shard-4"], homes.Select(home => home.Actor).Order());
            Assert.DoesNotContain(homes, home => home.Id == lost);
            foreach (var (actor, home) in homes)
            {
                Assert.Equal(home, Find(actor));
            }
        }

        // Entries follow their actors after a while: the answer is that of the cluster, or none.
        string? Find(string actor)
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            string? found = null;
            while (found is null && began.Elapsed < s_patience)
            {
                found = watch.Find(run, actor, TimeSpan.FromSeconds(0.5));
            }
            return found;
        }
    }
}
