using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>What happens to a member: called by the engine's threads, one call at a time.</summary>
internal interface IPortOwner
{
    void Hear(Parcel parcel, IActorRef from);

    /// <summary>A member takes part from now on.</summary>
    void Joined(global::Akka.Cluster.Member member)
    {
    }

    /// <summary>A member cannot be reached, is cut off, or is out of the cluster.</summary>
    void Missed(Address member, string why)
    {
    }

    /// <summary>The others have taken this one for dead: it can only come back as a new member.</summary>
    void Expelled()
    {
    }
}

/// <summary>A member's ear: hands on what other members send and what the cluster says of them.</summary>
internal sealed class Port(IPortOwner owner, Member member) : UntypedActor
{
    private readonly Cluster _cluster = member.Cluster;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.UnreachableMember));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _cluster.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Parcel parcel:
                owner.Hear(parcel, Sender);
                break;
            case ClusterEvent.MemberUp up when up.Member.UniqueAddress != _cluster.SelfUniqueAddress:
                owner.Joined(up.Member);
                break;
            case ClusterEvent.MemberRemoved gone when gone.Member.UniqueAddress == _cluster.SelfUniqueAddress:
            case ThisActorSystemQuarantinedEvent:
                owner.Expelled();
                break;
            case ClusterEvent.MemberRemoved gone:
                Miss(gone.Member.Address, "left the cluster");
                break;
            case ClusterEvent.UnreachableMember silent:
                Miss(silent.Member.Address, "cannot be reached");
                break;
            case DisassociatedEvent cut:
                Miss(cut.RemoteAddress, "lost its connection");
                DeadProcess.Bury(_cluster, cut.RemoteAddress);
                break;
        }
    }

    private void Miss(Address other, string why)
    {
        member.Forget(other);
        owner.Missed(other, why);
    }
}
