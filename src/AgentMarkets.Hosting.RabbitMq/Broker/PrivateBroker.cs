using System.Diagnostics;
using System.Net.Sockets;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>
/// A RabbitMQ of one's own: started without root and without the system's services, in a folder of its own, on free
/// loopback ports, with generated passwords. Any number run side by side.
/// </summary>
/// <remarks>A tied broker ends with the process that started it, even if that is killed.</remarks>
public sealed class PrivateBroker : IDisposable
{
    // An idle machine needs five seconds; one that is busy with tests has needed forty.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(180), StopPatience = TimeSpan.FromSeconds(30);

    private readonly bool _tied;
    private readonly BrokerNode _node;

    // Holds the other end of a tied broker's standard input.
    private Process? _leader;

    internal PrivateBroker(BrokerFolder folder, BrokerNode node, bool tied) =>
        (Folder, _node, _tied) = (folder, node, tied);

    public BrokerFolder Folder { get; }

    public BrokerPorts Ports => _node.Ports;

    /// <summary>Erlang's name of the node.</summary>
    public string Name => _node.Name;

    /// <summary>Whether it also listens with TLS, on all interfaces.</summary>
    public bool HasTls => _node.HasTls;

    /// <summary>The management interface, for browsers too.</summary>
    public string ManagementUrl => $"http://127.0.0.1:{Ports.Management}";

    /// <summary>Numbers for Prometheus; no password.</summary>
    public string MetricsUrl => $"http://127.0.0.1:{Ports.Prometheus}/metrics";

    /// <summary>As an operator: who is connected, what is in the queues.</summary>
    /// <returns>A client of the caller's own.</returns>
    public ManagementApi OpenManagement() => new(new Uri(ManagementUrl), BrokerNode.VirtualHost,
        BrokerUser.Operator, Folder.Password(BrokerUser.Operator));

    /// <summary>True as long as any of its processes lives, ready or not.</summary>
    public bool IsRunning => Leader is { } leader && TiedProcess.IsAlive(leader, Folder.Script);

    /// <summary>The process that is the broker; 0 before it is known.</summary>
    public int Process => int.TryParse(ReadOrEmpty(Folder.ProcessFile), out int process) ? process : 0;

    private int? Leader => int.TryParse(ReadOrEmpty(Folder.LeaderFile), out int leader) ? leader : null;

    /// <summary>The broker of a folder, which may run or not.</summary>
    /// <returns>Nothing where there has never been one.</returns>
    public static PrivateBroker? Find(string folder)
    {
        var there = new BrokerFolder(folder);
        return there.IsMade ? new PrivateBroker(there, there.Read(), tied: false) : null;
    }

    /// <summary>Starts the broker of a folder, which is made where it does not exist, and waits until it is
    /// ready.</summary>
    /// <param name="tied">It ends with this process.</param>
    /// <exception cref="BrokerException">It is not installed, runs already, or does not become ready.</exception>
    public static PrivateBroker Start(string folder, bool tied = true, BrokerCertificates? tls = null)
    {
        OwnFile.CreateFolder(folder);
        using var turn = OwnFile.Lock(Path.Combine(folder, "lock"));
        if (Find(folder) is { IsRunning: true } running)
        {
            throw running.RunsAlready();
        }
        bool isNew = !new BrokerFolder(folder).IsMade;
        for (int attempt = 1; ; attempt++)
        {
            var broker = Make(folder, tied, tls);
            try
            {
                broker.Restart();
                return broker;
            }
            catch (BrokerException e) when (isNew && attempt < 3 && e.Message.Contains("could_not_start_listener"))
            {
                // Another program took one of the ports after they were found free. Nobody knows them yet: others will
                // do as well.
                broker.Dispose();
                broker.Folder.Unmake();
            }
        }
    }

    /// <summary>The URL for a user; it holds no password.</summary>
    public string Url(string user) => $"amqp://{user}@127.0.0.1:{Ports.Amqp}/{BrokerNode.VirtualHost}";

    /// <summary>The URL for a user with TLS, as seen from this machine.</summary>
    public string TlsUrl(string user) => _node.HasTls
        ? $"amqps://{user}@localhost:{Ports.Tls}/{BrokerNode.VirtualHost}"
        : throw new InvalidOperationException("This broker was started without certificates.");

    /// <summary>Starts it again, with the same data and ports, and waits until it is ready.</summary>
    /// <exception cref="BrokerException">It does not become ready.</exception>
    public void Restart()
    {
        Begin();
        AwaitReady();
    }

    /// <summary>Lets it write down everything and end; one that takes too long is killed.</summary>
    public void Stop()
    {
        if (Leader is not { } leader || !TiedProcess.IsAlive(leader, Folder.Script))
        {
            return;
        }
        if (Process is > 0 and var process && TiedProcess.Group(leader).Contains(process))
        {
            TiedProcess.AskToEnd(process);
            var since = Stopwatch.StartNew();
            while (TiedProcess.Group(leader).Contains(process) && since.Elapsed < StopPatience)
            {
                Thread.Sleep(50);
            }
        }
        Kill();
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill()
    {
        if (Leader is { } leader && TiedProcess.IsAlive(leader, Folder.Script))
        {
            TiedProcess.KillGroup(leader, Folder.Path);
        }
        File.Delete(Folder.LeaderFile);
        File.Delete(Folder.ProcessFile);
        _leader?.Dispose();
        _leader = null;
    }

    /// <summary>A tied broker is killed; others go on.</summary>
    public void Dispose()
    {
        if (_tied)
        {
            Kill();
        }
        _leader?.Dispose();
    }

    internal static PrivateBroker Make(string folder, bool tied, BrokerCertificates? tls)
    {
        var there = new BrokerFolder(folder);
        _ = RabbitMqServer.Find()
            ?? throw new BrokerException("RabbitMQ is not installed; agentmarkets cluster start installs it.");
        var ports = there.IsMade ? there.Read().Ports : BrokerPorts.Free();
        var node = new BrokerNode("agentmarkets@localhost", ports, [], tls is not null);
        return new PrivateBroker(there, there.Make(node, tls), tied);
    }

    /// <summary>Starts it without waiting.</summary>
    internal void Begin()
    {
        if (IsRunning)
        {
            throw RunsAlready();
        }
        File.Delete(Folder.ProcessFile);
        _leader = TiedProcess.Start(Folder.Script, _tied);
        OwnFile.Write(Folder.LeaderFile, $"{_leader.Id}\n");
    }

    /// <summary>Waits until clients can connect and the management interface answers.</summary>
    internal void AwaitReady(int nodes = 1)
    {
        var since = Stopwatch.StartNew();
        using var management = OpenManagement();
        while (!IsReady(management, nodes))
        {
            string? why = !IsRunning ? "ended before it was ready"
                : since.Elapsed > StartPatience ? $"was not ready after {StartPatience.TotalSeconds:0} s" : null;
            if (why is not null)
            {
                string trouble = Folder.Trouble(15);
                Kill();
                throw new BrokerException($"The broker of {Folder.Path} {why}. Its log says:\n{trouble}");
            }
            Thread.Sleep(50);
        }
    }

    private BrokerException RunsAlready() => new($"The broker of {Folder.Path} runs already.");

    private bool IsMember(IReadOnlyList<BrokerMember> members, int nodes) =>
        members.Count(member => member.Running) >= nodes
        && members.Any(member => member.Running && member.Name == Name);

    // The listeners open last.
    private bool IsReady(ManagementApi management, int nodes)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect("127.0.0.1", Ports.Amqp);
            return IsMember(management.Nodes(), nodes);
        }
        catch (Exception e) when (e is SocketException or BrokerException)
        {
            return false;
        }
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
