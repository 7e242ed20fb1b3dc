using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>Where everybody who is a member can look an actor up: each has an entry, a sharded entity of the cluster,
/// that lives where the actor does and says so.</summary>
/// <remarks>
/// Steps do not go this way. Cluster sharding moves an entity only after its member is out of the cluster, and measured
/// at five seconds or more; a run goes on within a second, since its driver starts lost actors at once on living nodes
/// and speaks to these nodes directly. The entries follow.
/// </remarks>
internal static class ActorRegistry
{
    private const string TypeName = "actors";

    /// <summary>Takes part in the registry, on a node.</summary>
    public static void Host(Member member, string node, Homes homes)
    {
        var sharding = ClusterSharding.Get(member.System);
        sharding.Start(TypeName, entry => Props.Create(() => new Entry(entry, node, homes)),
            ClusterShardingSettings.Create(member.System).WithRole(Member.NodeRole), new ByName(),
            new AtHome(member.Cluster, homes), PoisonPill.Instance);
    }

    /// <summary>Asks the entry of an actor on which node it lives.</summary>
    /// <returns>Nothing where no answer came in time.</returns>
    public static async Task<string?> FindAsync(Member member, string run, string actor, TimeSpan patience)
    {
        var region = ClusterSharding.Get(member.System).StartProxy(TypeName, Member.NodeRole, new ByName());
        try
        {
            var here = await region.Ask<Parcel>(new Parcel(Kinds.Where, Encoding.UTF8.GetBytes($"{run}/{actor}")),
                patience).ConfigureAwait(false);
            return here.Kind == Kinds.Here ? Encoding.UTF8.GetString(here.Bytes) : null;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>An entry is asked by its name, and each is a shard of its own.</summary>
    private sealed class ByName : IMessageExtractor
    {
        public string? EntityId(object message) =>
            message is Parcel { Kind: Kinds.Where } asked ? Encoding.UTF8.GetString(asked.Bytes) : null;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }

    /// <summary>Answers on which node it is; silent where it has not yet followed its actor.</summary>
    private sealed class Entry(string name, string node, Homes homes) : UntypedActor
    {
        private readonly Address _self = Cluster.Get(Context.System).SelfAddress;

        protected override void OnReceive(object message)
        {
            if (homes.Of(name) == _self)
            {
                Sender.Tell(new Parcel(Kinds.Here, Encoding.UTF8.GetBytes(node)));
            }
        }
    }
}
