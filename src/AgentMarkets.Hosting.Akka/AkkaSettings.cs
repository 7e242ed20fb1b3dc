using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.Akka;

/// <summary>All that is set of the engine. Its configuration is made of this and of nothing else.</summary>
public sealed record AkkaSettings
{
    private const int LeastMessage = 128_000;

    /// <summary>Where this member listens and is reached.</summary>
    public required Endpoint Own { get; init; }

    /// <summary>Members by which the cluster is found; this one too, where it begins a cluster.</summary>
    public required IReadOnlyList<Endpoint> Seeds { get; init; }

    /// <summary>Whether a node whose machine a seed names, and where nobody listens, listens there.</summary>
    public bool MayTakeSeed { get; init; } = true;

    /// <summary>With certificates the engine speaks TLS; nothing: in plain.</summary>
    public MemberTls? Tls { get; init; }

    /// <summary>Whether it may speak in plain to other machines.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>How long a member may be silent before it counts as unreachable.</summary>
    public TimeSpan HeartbeatPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a member is unreachable before it is taken out of the cluster. A process that is dead for
    /// certain is taken out at once.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long to look for a cluster.</summary>
    public TimeSpan JoinPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where this member takes frames, beside the engine; 0: at any port that is free.</summary>
    public int LanePort { get; init; }

    /// <summary>The bytes of one message of the engine. Frames do not go over it, but what is told of all
    /// actors.</summary>
    public int MessageBytes { get; init; } = 4 << 20;

    /// <summary>Threads on which actors answer, apart from those of the engine.</summary>
    public int LearningThreads { get; init; } = 1;

    /// <returns>This.</returns>
    /// <exception cref="ConfigurationException">It cannot be so; the sentence says why.</exception>
    public AkkaSettings Checked()
    {
        var problems = new Problems("engine akka");
        if (Seeds.Count == 0)
        {
            problems.Add("--seed-node", "", "names no member of a cluster");
        }
        Limit(problems, "heartbeat pause", HeartbeatPause, TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(5));
        Limit(problems, "time until a silent member is taken out", DownAfter, TimeSpan.FromSeconds(1),
            TimeSpan.FromMinutes(10));
        Limit(problems, "patience for a cluster", JoinPatience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (MessageBytes < LeastMessage)
        {
            problems.Add("message bytes", $"{MessageBytes}", $"must be at least {LeastMessage}, as the engine's own "
                + "messages need");
        }
        if (LearningThreads is < 1 or > 4096)
        {
            problems.Add("--slots", $"{LearningThreads}", "must be from 1 to 4096");
        }
        if (Tls is null && !AllowPlain
            && Seeds.Append(Own).FirstOrDefault(end => !end.IsLoopback) is { Host: { } host })
        {
            problems.Add("--seed-node", host, "is another machine, and without TLS everything could be read and "
                + "forged on the way", "Add --ca FILE --certificate FILE --key FILE; or --insecure where the network "
                + "itself is a safe one.");
        }
        problems.ThrowIfAny();
        return this;
    }

    private static void Limit(Problems problems, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add(what, $"{value.TotalSeconds} s",
                $"must be from {least.TotalSeconds} to {most.TotalSeconds} s");
        }
    }
}
