namespace AgentMarkets.Hosting.Distributed;

/// <summary>How patient a driver is, and how much it does against losses.</summary>
public sealed record DistributedSettings
{
    /// <summary>The nodes to wait for before the run begins.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>How long to wait for them, and for another node where none is left.</summary>
    public TimeSpan JoinPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A node that is asked something and gives no sign of life for so long is taken for lost. Nodes give one
    /// every quarter of a second. Each time that one comes back that was not dead, this doubles, up to sixteen
    /// times.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A command on which a living node does not work is sent again after this time, and after twice that the
    /// next time: it may be large and still under way.</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of its time that a run may spend on checkpoints: the less, the more is repeated after a
    /// loss.</summary>
    public double CheckpointShare { get; init; } = 0.02;

    /// <summary>A folder that the driver and all nodes see, by which states travel; none: they travel over the
    /// engine.</summary>
    public string? SharedFolder { get; init; }
}
