namespace AgentMarkets.Cli;

/// <summary>How to run, beside what.</summary>
internal sealed record RunOptions(string Device, string Host, int Threads, bool Json, bool Quiet)
{
    /// <summary>Whether it is one of many: what is printed at its end is then said of all together.</summary>
    public bool IsPart { get; init; }

    /// <summary>The command line that it is a part of, where that is another process's.</summary>
    public string? Command { get; init; }

    /// <summary>The machines asked for; nothing: this process alone.</summary>
    public ClusterAsked? Asked { get; init; }

    /// <summary>The machines, once they are there.</summary>
    public Cluster? Cluster { get; init; }

    /// <summary>Of the host that plays.</summary>
    public string HostName => Asked is { } asked && Cluster is not null ? asked.EngineName : Host;
}
