using AgentMarkets.Core.Actors;
using Xunit;

namespace AgentMarkets.Hosting.Distributed.Tests;

/// <summary>Goal: everybody finds the same homes, no node is overfull, a node that leaves moves nobody
/// else.</summary>
public class PlacementTests
{
    private static readonly ActorId[] s_shards = [.. Enumerable.Range(1, 100).Select(k => new ActorId("shard", k))];

    [Fact]
    public void EveryActor_HasOneHome_AndNoNodeMoreThanItsShare()
    {
        var homes = Placement.Of(s_shards, Slots(("a", 1), ("b", 2), ("c", 5)));
        Assert.Equal(s_shards, homes.Keys);
        var counts = homes.Values.CountBy(home => home).ToDictionary();
        Assert.True(counts["a"] <= 13 && counts["b"] <= 25 && counts["c"] <= 63, string.Join(", ", counts));
        Assert.Equal(100, counts.Values.Sum());
    }

    [Fact]
    public void OrderInWhichNodesAreTold_DoesNotMatter() => Assert.Equal(
        Placement.Of(s_shards, Slots(("a", 2), ("b", 1), ("c", 3))),
        Placement.Of(s_shards, Slots(("c", 3), ("a", 2), ("b", 1))));

    [Fact]
    public void NodeThatLeaves_MovesOnlyItsOwnActors()
    {
        var before = Placement.Of(s_shards, Slots(("a", 1), ("b", 1), ("c", 1)));
        var after = Placement.Of(s_shards, Slots(("a", 1), ("c", 1)), before);
        Assert.All(before.Where(home => home.Value != "b"), home => Assert.Equal(home.Value, after[home.Key]));
        Assert.DoesNotContain("b", after.Values);
        Assert.InRange(after.Values.Count(home => home == "a"), 45, 50);
    }

    private static SortedDictionary<string, int> Slots(params (string Node, int Slots)[] nodes)
    {
        var slots = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (node, count) in nodes)
        {
            slots.Add(node, count);
        }
        return slots;
    }
}
