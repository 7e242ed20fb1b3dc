using System.Globalization;
using System.Text;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>The engine's configuration, made of our settings: every line with a sentence.</summary>
public static class EngineConfiguration
{
    /// <summary>The dispatcher on which actors answer.</summary>
    internal const string LearningDispatcher = "agentmarkets.learning";

    /// <summary>The whole text, in the engine's own language (HOCON).</summary>
    /// <param name="roles">Of this member.</param>
    public static string Text(AkkaSettings settings, IReadOnlyList<string> roles)
    {
        var text = new StringBuilder();
        foreach (var (line, why) in Lines(settings, roles))
        {
            text.Append("# ").Append(why).Append('\n').Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<(string Line, string Why)> Lines(AkkaSettings settings, IReadOnlyList<string> roles) =>
        [.. Logging(), .. Actors(settings), .. Remote(settings), .. Cluster(settings, roles), .. Ending()];

    private static IEnumerable<(string, string)> Logging() =>
    [
        ("akka.loglevel = OFF", "What the engine thinks is not for people who run markets; what matters is said in "
            + "sentences."),
        ("akka.stdout-loglevel = OFF", "Nothing is written to standard output, which may be one JSON object."),
        ("akka.loggers = []", "So there is nobody to log to."),
        ("akka.log-dead-letters = off", "What reaches nobody is told again where it matters; that needs no line."),
        ("akka.log-dead-letters-during-shutdown = off", "Nor does it at the end."),
    ];

    private static IEnumerable<(string, string)> Actors(AkkaSettings settings)
    {
        string own = typeof(EngineConfiguration).Assembly.GetName().Name!;
        yield return ("akka.actor.provider = cluster", "Every process is a member of a cluster.");
        yield return ($"akka.actor.serializers.agentmarkets = \"{typeof(ParcelSerializer).FullName}, {own}\"",
            "Our messages are bytes with a word that says what they are.");
        yield return ($"akka.actor.serialization-bindings.\"{typeof(Parcel).FullName}, {own}\" = agentmarkets",
            "They are all that we send.");
        yield return ($"akka.actor.serializers.json = \"{typeof(RefusingSerializer).FullName}, {own}\"",
            "Nothing is deserialised into a type that the sender names: the engine's JSON would be.");
        yield return ($"akka.actor.serializers.daemon-create = \"{typeof(RefusingSerializer).FullName}, {own}\"",
            "Nobody starts actors of a class of his choice in another's process.");
        yield return ($"akka.actor.serializers.proto = \"{typeof(RefusingSerializer).FullName}, {own}\"",
            "Nor are messages of Protobuf made by the name of their type.");
        yield return ($"{LearningDispatcher}.type = ForkJoinDispatcher",
            "Learning has threads of its own, so that it never keeps a sign of life from going out.");
        yield return ($"{LearningDispatcher}.throughput = 1", "Each actor reads its mail of one step, then the next "
            + "actor's turn comes.");
        yield return ($"{LearningDispatcher}.dedicated-thread-pool.thread-count = {settings.LearningThreads}",
            "One thread a slot.");
        yield return ($"{LearningDispatcher}.dedicated-thread-pool.threadtype = background",
            "They do not keep a process from ending.");
    }

    private static IEnumerable<(string, string)> Remote(AkkaSettings settings)
    {
        const string Tcp = "akka.remote.dot-netty.tcp";
        yield return ($"{Tcp}.hostname = \"{settings.Own.Host}\"", "Where this member listens and is reached.");
        yield return ($"{Tcp}.port = {settings.Own.Port}", "0 is any port that is free.");
        yield return ($"{Tcp}.tcp-reuse-addr = off", "Two members of a machine never listen at one address, which "
            + "Linux would allow them.");
        yield return ($"{Tcp}.enable-ssl = {(settings.Tls is null ? "off" : "on")}",
            "TLS, without which nobody speaks to other machines.");
        if (settings.Tls is not null)
        {
            yield return ("akka.remote.use-passive-connections = off", "The engine asks no caller for a certificate, "
                + "so answers only go where this member called and saw one that it trusts.");
        }
        yield return ($"{Tcp}.maximum-frame-size = {settings.MessageBytes}b",
            "A larger message would be dropped without a word; frames go beside the engine.");
        yield return ($"{Tcp}.send-buffer-size = {settings.MessageBytes}b", "Room for one of them.");
        yield return ($"{Tcp}.receive-buffer-size = {settings.MessageBytes}b", "And where it comes to.");
        yield return ($"{Tcp}.batching.enabled = off", "A message goes out at once: somebody waits for it.");
        yield return ("akka.remote.retry-gate-closed-for = 200ms",
            "How long nothing is sent to a member after its connection broke.");
        yield return ("akka.remote.log-remote-lifecycle-events = off", "Connections come and go without a line.");
    }

    private static IEnumerable<(string, string)> Cluster(AkkaSettings settings, IReadOnlyList<string> roles)
    {
        string system = settings.Tls is null ? "akka.tcp" : "akka.ssl.tcp";
        yield return ($"akka.cluster.seed-nodes = [{string.Join(", ", settings.Seeds.Select(seed =>
            $"\"{system}://{Member.SystemName}@{seed}\""))}]", "Members by which the cluster is found.");
        yield return ($"akka.cluster.roles = [{string.Join(", ", roles.Select(role => $"\"{role}\""))}]",
            "What this member does: node, driver (of one run), operator; and the port at which it takes frames.");
        yield return ("akka.cluster.seed-node-timeout = 5s",
            "How long the first seed asks the others, before it begins a cluster of its own beside theirs.");
        yield return ("akka.cluster.retry-unsuccessful-join-after = 1s", "It may be starting, like this one.");
        yield return ("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = " + Seconds(settings.JoinPatience),
            "After that nobody is there, and the user hears it.");
        yield return ("akka.cluster.periodic-tasks-initial-delay = 100ms",
            "Joining shall take no longer than it must.");
        yield return ("akka.cluster.gossip-interval = 200ms", "Nor shall the news that a member is gone.");
        yield return ("akka.cluster.leader-actions-interval = 200ms", "As often as there is news.");
        yield return ("akka.cluster.unreachable-nodes-reaper-interval = 200ms", "The same for silence.");
        yield return ("akka.cluster.allow-weakly-up-members = off", "A member is in the cluster or not.");
        yield return ("akka.cluster.failure-detector.heartbeat-interval = 500ms", "A sign of life between members.");
        yield return ("akka.cluster.failure-detector.acceptable-heartbeat-pause = " + Seconds(settings.HeartbeatPause),
            "So long a member may be silent: longer than the machine ever stands still.");
        yield return ("akka.cluster.split-brain-resolver.active-strategy = keep-majority",
            "Where the network is cut, the larger part goes on and the members of the other join it anew.");
        yield return ("akka.cluster.split-brain-resolver.stable-after = " + Seconds(settings.DownAfter),
            "How long a member is unreachable before it is taken out; one that is dead for certain goes at once.");
        yield return ("akka.cluster.sharding.state-store-mode = ddata",
            "Where actors live is kept in memory by the members, not in a database.");
        yield return ("akka.cluster.sharding.remember-entities = off", "An entry is made anew when it is asked for.");
        yield return ("akka.cluster.sharding.passivate-idle-entity-after = off", "And stays while its run lasts.");
        yield return ("akka.cluster.sharding.distributed-data.durable.keys = []", "Nothing of it goes to a disk.");
        yield return ("akka.cluster.sharding.rebalance-interval = 1s", "How soon the entries follow their actors.");
        yield return ("akka.cluster.sharding.handoff-timeout = 5s", "An entry has nothing to put in order first.");
    }

    private static IEnumerable<(string, string)> Ending() =>
    [
        ("akka.coordinated-shutdown.exit-clr = off", "The engine ends itself, never the program."),
        ("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off", "The program says when it ends."),
        ("akka.coordinated-shutdown.run-by-actor-system-terminate = off", "Nor does it leave twice."),
        ("akka.coordinated-shutdown.default-phase-timeout = 2s", "Nobody waits long for a member that leaves."),
    ];

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");
}
