using System.Diagnostics;
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
        using var nodes = new Trio(Games.FirstPrice, 3);
        var link = AkkaDriverLink.Open(nodes.Settings, $"{run}/1", Games.Codec, new AkkaDriverOptions(CPU), _ => { });
        var scene = Scene.Of(Games.Make(Games.FirstPrice));
        using var host = new DistributedHost($"{run}/1", scene.Actors,
            new Assignment(Games.FirstPrice, "", "", new Dictionary<string, string>()), link,
            new DistributedSettings { Nodes = 3 }, _ => { });
        using var watch = AkkaOperatorLink.Open(nodes.Settings, Games.Codec, _ => { });
        long round = 0;
        AssertFound(lost: null);
        nodes.Lose(0);
        AssertFound(lost: "node-1");

        void AssertFound(string? lost)
        {
            var homes = Homes(lost);
            Assert.Equal(["bidder-1", "bidder-2", "bidder-3"], homes.Keys);
            foreach (var (actor, home) in homes)
            {
                Assert.Equal(home, Find(actor));
            }
        }

        // What a driver says of its run is renewed twice a second while it steps.
        SortedDictionary<string, string> Homes(string? lost)
        {
            for (var began = Stopwatch.StartNew(); began.Elapsed < s_patience;)
            {
                host.Post(scene.Coordinator, new RunTo(++round));
                host.Run();
                var homes = watch.Ask(TimeSpan.FromSeconds(0.2)).Runs.SelectMany(status => status.Nodes)
                    .SelectMany(node => node.Actors.Select(actor => (actor.Actor, Node: node.Profile.Id))).ToArray();
                if (homes.Length > 0 && homes.All(home => home.Node != lost))
                {
                    return new(homes.ToDictionary(home => home.Actor, home => home.Node), StringComparer.Ordinal);
                }
            }
            throw new TimeoutException("The driver does not say where the actors live.");
        }

        // Entries follow their actors after a while: the answer is that of the cluster, or none.
        string? Find(string actor)
        {
            var began = Stopwatch.StartNew();
            string? found = null;
            while (found is null && began.Elapsed < s_patience)
            {
                found = watch.Find(run, actor, TimeSpan.FromSeconds(0.5));
            }
            return found;
        }
    }
}
