namespace AgentMarkets.Hosting.Distributed;

/// <summary>How patient a driver is, and how much it does against losses.</summary>
public sealed record DistributedSettings
{
    /// <summary>The nodes to wait for before the run begins.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>How long to wait for them, and for another node where none is left.</summary>
    public TimeSpan JoinPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A node that is asked something and gives no sign of life for so long is taken for lost. Nodes at work
    /// give one every quarter of a second.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A command that brought no sign of life is sent again after this time.</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The share of its time that a run may spend on checkpoints: the less, the more is repeated after a
    /// loss.</summary>
    public double CheckpointShare { get; init; } = 0.02;

    /// <summary>A folder that the driver and all nodes see, by which states travel; none: they travel over the
    /// engine.</summary>
    public string? SharedFolder { get; init; }
}
