using System.Text.RegularExpressions;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>One node: name, ports, and the nodes that it forms a cluster with.</summary>
/// <param name="Name">Erlang's name of it, as in <c>agentmarkets@localhost</c>.</param>
/// <param name="Peers">The names of all nodes of its cluster, itself included; none for a single one.</param>
internal sealed partial record BrokerNode(string Name, BrokerPorts Ports, IReadOnlyList<string> Peers, bool HasTls)
{
    /// <summary>The virtual host in which everything lies.</summary>
    public const string VirtualHost = "agentmarkets";

    private const string ThreeNodes = "20-three-nodes.conf", Tls = "30-tls.conf", ThisMachine = "90-this-machine.conf";

    private const string Loopback = "127.0.0.1";

    public static IReadOnlyList<string> SettingsFiles => [ThreeNodes, Tls, ThisMachine];

    /// <summary>What differs from <c>cluster-config/</c> on this machine, as files for conf.d.</summary>
    public IEnumerable<(string Name, string Text)> Settings(BrokerFolder folder, BrokerCertificates? tls)
    {
        if (Peers.Count > 0)
        {
            var peers = Peers.GetEnumerator();
            yield return (ThreeNodes, NodeName().Replace(BrokerFolder.Shipped("three-nodes.conf"), _ =>
            {
                peers.MoveNext();
                return peers.Current;
            }));
        }
        if (tls is not null)
        {
            // What stays as it is without certificates listens on loopback only, where nobody can read along.
            yield return (Tls, PlainAsWell().Replace(BrokerFolder.Shipped("tls.conf"), "")
                .Replace("/etc/rabbitmq/tls/ca.pem", Path.GetFullPath(tls.Authority), StringComparison.Ordinal)
                .Replace("/etc/rabbitmq/tls/server.pem", Path.GetFullPath(tls.Certificate), StringComparison.Ordinal)
                .Replace("/etc/rabbitmq/tls/server.key", Path.GetFullPath(tls.Key), StringComparison.Ordinal));
        }
        yield return (ThisMachine, $"""
            load_definitions = {folder.In("definitions.json")}
            log.console = false
            log.file = broker.log
            {Listeners(tls)}

            """);
    }

    /// <summary>A script that starts the node in the foreground; with the word <c>tied</c> it ends, at once, when
    /// standard input does.</summary>
    public string StartScript(BrokerFolder folder)
    {
        var server = RabbitMqServer.Find()!;
        string portMapper = Peers.Count > 0 ? "" : $"""
            {Quoted(server.PortMapper)} -port "$ERL_EPMD_PORT" -address "$ERL_EPMD_ADDRESS" &
            """;
        return $"""
            #!/bin/sh
            # Starts this folder's broker in the foreground, as a leader of its process group. With the word "tied" it
            # ends, at once, when standard input does.
            cd {Quoted(folder.Path)} || exit 1
            umask 077
            exec >start.log 2>&1
            # A dump of a crashed broker's memory would hold what the folder's files keep secret.
            export ERL_CRASH_DUMP_SECONDS=0
            export HOME={Quoted(folder.Path)}
            export RABBITMQ_NODENAME={Name} RABBITMQ_DIST_PORT={Ports.Distribution}
            export ERL_EPMD_ADDRESS={Loopback} ERL_EPMD_PORT={Ports.PortMapper}
            export RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE="$HOME/rabbitmq.conf"
            export RABBITMQ_CONFIG_FILES="$HOME/conf.d" RABBITMQ_ENABLED_PLUGINS_FILE="$HOME/enabled_plugins"
            export RABBITMQ_ADVANCED_CONFIG_FILE="$HOME/advanced.config" RABBITMQ_PID_FILE="$HOME/pid"
            export RABBITMQ_MNESIA_BASE="$HOME/db" RABBITMQ_LOG_BASE="$HOME/log"
            export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="{ErlangArguments}"
            {TiedProcess.Tie}
            {portMapper}
            {Quoted(server.Command)} </dev/null &
            wait $!
            kill -KILL -$$
            """;
    }

    // Distribution and, with it, the command line tools of this machine's owner: loopback only.
    private const string ErlangArguments = "-kernel inet_dist_use_interface {127,0,0,1}";

    private string Listeners(BrokerCertificates? tls) => $"""
        listeners.tcp.1 = {Loopback}:{Ports.Amqp}
        management.tcp.ip = {Loopback}
        management.tcp.port = {Ports.Management}
        prometheus.tcp.ip = {Loopback}
        prometheus.tcp.port = {Ports.Prometheus}
        {(tls is null ? "" : $"listeners.ssl.default = {Ports.Tls}")}
        """;

    private static string Quoted(string word) => "'" + word.Replace("'", "'\\''") + "'";

    [GeneratedRegex(@"^(?:listeners\.tcp = none|management\.ssl\..*)\n", RegexOptions.Multiline)]
    private static partial Regex PlainAsWell();

    [GeneratedRegex(@"rabbit@broker-\d")]
    private static partial Regex NodeName();
}
