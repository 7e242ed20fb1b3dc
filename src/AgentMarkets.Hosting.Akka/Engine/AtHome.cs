using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>Puts the entry of an actor where the actor lives, which the driver's placement decides. Nothing is moved
/// for balance; what moves follows its actor.</summary>
internal sealed class AtHome(Cluster cluster, Homes homes) : IShardAllocationStrategy
{
    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId,
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        var home = homes.Of(shardId);
        var regions = currentShardAllocations.Keys.OrderBy(AddressOf);
        // An actor whose home is not known yet, or not a member any more, waits anywhere until it is.
        return Task.FromResult(regions.FirstOrDefault(region => AddressOf(region) == home) ?? regions.First());
    }

    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations,
        IImmutableSet<string> rebalanceInProgress)
    {
        var members = currentShardAllocations.Keys.Select(AddressOf).ToArray();
        return Task.FromResult<IImmutableSet<string>>(currentShardAllocations
            .SelectMany(region => region.Value.Where(entry => homes.Of(entry) is { } home
                && home != AddressOf(region.Key) && members.Contains(home)))
            .Where(entry => !rebalanceInProgress.Contains(entry)).ToImmutableHashSet());
    }

    // The coordinator's own region is near, and has no address.
    private Address AddressOf(IActorRef region) =>
        region.Path.Address.HasLocalScope ? cluster.SelfAddress : region.Path.Address;
}
