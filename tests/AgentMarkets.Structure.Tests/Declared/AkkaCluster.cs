// What the engine's projects use of Akka.NET's cluster packages, declared as those have it; see Akka.cs.
#nullable disable
#pragma warning disable
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster
{
    public class Cluster : IExtension
    {
        public Address SelfAddress => throw null;

        public UniqueAddress SelfUniqueAddress => throw null;

        public Member SelfMember => throw null;

        public ClusterEvent.CurrentClusterState State => throw null;

        public bool IsTerminated => throw null;

        public static Cluster Get(ActorSystem system) => throw null;

        public void Join(Address address) => throw null;

        public void Leave(Address address) => throw null;

        public void Down(Address address) => throw null;

        public void RegisterOnMemberUp(Action callback) => throw null;

        public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode,
            params Type[] to) => throw null;

        public void Unsubscribe(IActorRef subscriber) => throw null;
    }

    public class Member : IComparable<Member>, IComparable
    {
        public Address Address => throw null;

        public MemberStatus Status => throw null;

        public ImmutableHashSet<string> Roles => throw null;

        public UniqueAddress UniqueAddress => throw null;

        public bool HasRole(string role) => throw null;

        public int CompareTo(Member other) => throw null;

        int IComparable.CompareTo(object obj) => throw null;
    }

    public enum MemberStatus
    {
        Joining,
        Up,
        Leaving,
        Exiting,
        Down,
        Removed,
        WeaklyUp,
    }

    public class UniqueAddress
    {
        public Address Address => throw null;

        public int Uid => throw null;

        public static bool operator ==(UniqueAddress left, UniqueAddress right) => throw null;

        public static bool operator !=(UniqueAddress left, UniqueAddress right) => throw null;
    }

    public class ClusterEvent
    {
        public enum SubscriptionInitialStateMode
        {
            InitialStateAsSnapshot,
            InitialStateAsEvents,
        }

        public interface IClusterDomainEvent;

        public interface IMemberEvent : IClusterDomainEvent
        {
            Member Member { get; }
        }

        public interface IReachabilityEvent : IClusterDomainEvent;

        public sealed class CurrentClusterState
        {
            public ImmutableSortedSet<Member> Members => throw null;

            public ImmutableHashSet<Member> Unreachable => throw null;
        }

        public abstract class MemberStatusChange : IMemberEvent
        {
            public Member Member => throw null;
        }

        public sealed class MemberUp : MemberStatusChange;

        public sealed class MemberRemoved : MemberStatusChange;

        public abstract class ReachabilityEvent : IReachabilityEvent
        {
            public Member Member => throw null;
        }

        public sealed class UnreachableMember : ReachabilityEvent;

        public sealed class ReachableMember : ReachabilityEvent;
    }
}

namespace Akka.Cluster.Tools.Singleton
{
    public sealed class ClusterSingletonManager
    {
        public static Props Props(Props singletonProps, object terminationMessage,
            ClusterSingletonManagerSettings settings) => throw null;
    }

    public sealed class ClusterSingletonManagerSettings
    {
        public static ClusterSingletonManagerSettings Create(ActorSystem system) => throw null;

        public ClusterSingletonManagerSettings WithSingletonName(string singletonName) => throw null;

        public ClusterSingletonManagerSettings WithRole(string role) => throw null;

        public ClusterSingletonManagerSettings WithRemovalMargin(TimeSpan removalMargin) => throw null;

        public ClusterSingletonManagerSettings WithHandOverRetryInterval(TimeSpan handOverRetryInterval) => throw null;
    }
}

namespace Akka.Cluster.Sharding
{
    public interface IMessageExtractor
    {
        string EntityId(object message);

        object EntityMessage(object message);

        string ShardId(object message);

        string ShardId(string entityId, object messageHint = null);
    }

    public abstract class HashCodeMessageExtractor(int maxNumberOfShards) : IMessageExtractor
    {
        public abstract string EntityId(object message);

        public virtual object EntityMessage(object message) => throw null;

        public virtual string ShardId(object message) => throw null;

        public virtual string ShardId(string entityId, object messageHint = null) => throw null;
    }

    public interface IShardAllocationStrategy : INoSerializationVerificationNeeded
    {
        Task<IActorRef> AllocateShard(IActorRef requester, string shardId,
            IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations);

        Task<IImmutableSet<string>> Rebalance(
            IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations,
            IImmutableSet<string> rebalanceInProgress);
    }

    public sealed class ClusterShardingSettings
    {
        public static ClusterShardingSettings Create(ActorSystem system) => throw null;

        public ClusterShardingSettings WithRole(string role) => throw null;
    }

    public class ClusterSharding : IExtension
    {
        public static ClusterSharding Get(ActorSystem system) => throw null;

        public IActorRef Start(string typeName, Func<string, Props> entityPropsFactory,
            ClusterShardingSettings settings, IMessageExtractor messageExtractor) => throw null;

        public IActorRef Start(string typeName, Func<string, Props> entityPropsFactory,
            ClusterShardingSettings settings, IMessageExtractor messageExtractor,
            IShardAllocationStrategy allocationStrategy, object handOffStopMessage) => throw null;

        public IActorRef StartProxy(string typeName, string role, IMessageExtractor messageExtractor) => throw null;

        public IActorRef ShardRegion(string typeName) => throw null;
    }
}
