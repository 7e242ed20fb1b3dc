using System.Diagnostics;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>Three nodes on one machine that form one broker: what survives the loss of one can be tried with
/// it.</summary>
/// <remarks>They find each other by <c>cluster-config/three-nodes.conf</c>, with other names, and end with the process
/// that started them.</remarks>
public sealed class PrivateCluster : IDisposable
{
    private readonly Process _portMapper;

    private PrivateCluster(Process portMapper, IReadOnlyList<PrivateBroker> nodes) =>
        (_portMapper, Nodes) = (portMapper, nodes);

    /// <summary>Each can be killed and restarted by itself. Users and passwords are the same on all.</summary>
    public IReadOnlyList<PrivateBroker> Nodes { get; }

    /// <exception cref="BrokerException">It is not installed, or does not become ready.</exception>
    public static PrivateCluster Start(string folder)
    {
        var server = RabbitMqServer.Find() ?? throw new BrokerException("RabbitMQ is not installed.");
        OwnFile.CreateFolder(folder);
        int port = BrokerPorts.Free().PortMapper;
        string script = Path.Combine(Path.GetFullPath(folder), "port-mapper.sh");
        OwnFile.Write(script, $"""
            #!/bin/sh
            # Tells the nodes of a cluster each other's ports.
            {TiedProcess.Tie}
            {server.PortMapper} -port {port} -address 127.0.0.1 &
            wait $!
            kill -KILL -$$

            """);
        string[] names = ["a", "b", "c"];
        string[] peers = [.. names.Select(name => $"{name}@localhost")];
        var nodes = new List<PrivateBroker>();
        foreach (string name in names)
        {
            var there = new BrokerFolder(Path.Combine(folder, name));
            var node = new BrokerNode($"{name}@localhost", BrokerPorts.Free() with { PortMapper = port }, peers, false);
            there.Make(node, null, nodes.Count > 0 ? nodes[0].Folder : null);
            nodes.Add(new PrivateBroker(there, node, tied: true));
        }
        var cluster = new PrivateCluster(TiedProcess.Start(script, tied: true), nodes);
        try
        {
            nodes.ForEach(node => node.Begin());
            nodes.ForEach(node => node.AwaitReady(nodes.Count));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }
        TiedProcess.KillGroup(_portMapper.Id);
        _portMapper.Dispose();
    }
}
