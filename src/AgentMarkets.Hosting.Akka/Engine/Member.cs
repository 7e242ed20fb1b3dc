using System.Net.Sockets;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>One life of this process in the cluster: from its joining until it leaves or is taken out.</summary>
internal sealed class Member : IDisposable
{
    public const string SystemName = "agentmarkets", NodeRole = "node", DriverRole = "driver",
        OperatorRole = "operator";

    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly LaneNetwork _lanes;

    private Member(AkkaSettings settings, ActorSystem system, string configuration, LaneNetwork lanes)
    {
        (Settings, System, Configuration, _lanes) = (settings, system, configuration, lanes);
        Cluster = Cluster.Get(system);
        lanes.Hear();
        Cluster.RegisterOnMemberUp(() => _up.TrySetResult());
    }

    public AkkaSettings Settings { get; }

    public ActorSystem System { get; }

    public Cluster Cluster { get; }

    /// <summary>The engine's configuration, as it was made of the settings.</summary>
    public string Configuration { get; }

    /// <summary>Completes when this life is over, whoever ended it.</summary>
    public Task Ended => System.WhenTerminated;

    /// <summary>Starts the engine and asks to join. A seed that is an address of this machine where nobody listens
    /// becomes this member's own.</summary>
    /// <param name="open">Opens its lanes, by the settings with its own address.</param>
    /// <exception cref="LinkException">The engine cannot start.</exception>
    public static Member Begin(AkkaSettings settings, Func<AkkaSettings, LaneNetwork> open, params string[] roles)
    {
        settings = settings.Checked();
        bool mayBeSeed = settings.MayTakeSeed && settings.Own.Port == 0 && roles.Contains(NodeRole);
        foreach (var own in settings.Seeds.Where(seed => mayBeSeed && seed.IsHere).Append(settings.Own))
        {
            bool isLast = own == settings.Own;
            if (!isLast && !IsFree(own))
            {
                continue;
            }
            try
            {
                return Start(settings with { Own = own }, open, roles);
            }
            catch (Exception e) when (!isLast && IsTaken(e))
            {
                // Another member of this machine was faster.
            }
            catch (Exception e) when (IsTaken(e))
            {
                throw new LinkException($"Another process listens at {own} already. Give this member another port "
                    + "with --listen.", e);
            }
        }
        throw new InvalidOperationException("There is always the own address.");
    }

    /// <summary>Waits until the cluster has taken this member in.</summary>
    /// <exception cref="LinkException">No cluster was found in time.</exception>
    public void AwaitUp(CancellationToken stop)
    {
        // The engine's own patience is for finding a seed; a cluster with a dead member takes nobody in before that
        // one is out.
        var patience = Settings.JoinPatience + Settings.HeartbeatPause + Settings.DownAfter + TimeSpan.FromSeconds(5);
        int first = Task.WaitAny([_up.Task, Ended, Task.Delay(patience, stop)], CancellationToken.None);
        if (first == 0)
        {
            return;
        }
        stop.ThrowIfCancellationRequested();
        throw new LinkException($"No Akka cluster answers at {string.Join(", ", Settings.Seeds)} within "
            + $"{(first == 1 ? Settings.JoinPatience : patience).TotalSeconds:0} s. Start a node there: agentmarkets "
            + $"node --engine akka --seed-node {Settings.Seeds[0]}");
    }

    /// <summary>Opens this member's ear.</summary>
    /// <param name="name">By which others find it.</param>
    public IActorRef Listen(string name, IPortOwner owner) =>
        System.ActorOf(Props.Create(() => new Port(owner, this)), name);

    /// <summary>Sends a frame to members, as the lanes do it: nothing is promised.</summary>
    /// <exception cref="FormatException">The frame cannot be encoded.</exception>
    public void Send(IEnumerable<Address> to, Frame frame) => _lanes.Send(Cluster, to, frame);

    /// <summary>Drops what waits for a member that is gone.</summary>
    public void Forget(Address member) => _lanes.Forget(member);

    /// <summary>The actor of a name on a member.</summary>
    public IActorRef At(Address member, string name) =>
        ((ExtendedActorSystem)System).Provider.ResolveActorRef(new RootActorPath(member) / "user" / name);

    /// <summary>The members of a role that take part, without this one.</summary>
    public IEnumerable<Address> Others(string role) => Cluster.State.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && member.HasRole(role)
            && member.UniqueAddress != Cluster.SelfUniqueAddress)
        .Select(member => member.Address);

    /// <summary>Ends this life without a word to the others, as a process does that dies.</summary>
    public void Break()
    {
        _lanes.Dispose();
        System.Terminate().Wait(LeavePatience);
    }

    /// <summary>Leaves the cluster.</summary>
    public void Dispose()
    {
        if (!Ended.IsCompleted)
        {
            CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
                .Wait(LeavePatience);
            Break();
        }
        _lanes.Dispose();
        System.Dispose();
    }

    private static Member Start(AkkaSettings settings, Func<AkkaSettings, LaneNetwork> open, string[] roles)
    {
        var lanes = open(settings);
        string configuration = EngineConfiguration.Text(settings, [.. roles, lanes.Role]);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create()
            .WithConfig(ConfigurationFactory.ParseString(configuration)));
        if (settings.Tls is { } tls)
        {
            setup = setup.And(new DotNettySslSetup(tls.Certificate, suppressValidation: false));
        }
        try
        {
            return new Member(settings, ActorSystem.Create(SystemName, setup), configuration, lanes);
        }
        catch
        {
            lanes.Dispose();
            throw;
        }
    }

    private static bool IsFree(Endpoint own)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(own.Host, own.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    // What the lanes lack they have said themselves.
    private static bool IsTaken(Exception e) => e is not LinkException
        && (e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            || e is AggregateException many && many.InnerExceptions.Any(IsTaken)
            || e.InnerException is { } inner && IsTaken(inner));
}
