namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>What playing a job came to.</summary>
public abstract record JobEnd;

/// <summary>The run came to an end, and its directory is whole; that the run failed is an end too.</summary>
public sealed record JobPlayed : JobEnd;

/// <summary>This node cannot play it, and another one may: a data file that differs, a device that is not there.
/// </summary>
public sealed record JobRefused(string Sentence) : JobEnd;

/// <summary>What played it is gone. It may be the job's fault: tried a few times, then given up.</summary>
public sealed record JobCrashed(string Sentence) : JobEnd;

/// <summary>The node was asked to end.</summary>
public sealed record JobStopped : JobEnd;

/// <summary>Plays a job whole.</summary>
/// <param name="run">The run directory to make; absent, in a folder that is there.</param>
/// <param name="device">Of the slot: <c>cpu</c>, <c>cuda:0</c>.</param>
public delegate Task<JobEnd> PlayJob(SweepJob job, string run, string device, CancellationToken stop);

/// <summary>The node that takes jobs.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Build">Of its program, as in <see cref="SweepJob.Build"/>.</param>
/// <param name="Devices">One a slot.</param>
/// <param name="Scratch">A folder for runs whose sweep is on another machine; there, and this process's own.</param>
public sealed record JobTaker(string Node, string Build, IReadOnlyList<string> Devices, string Scratch)
{
    /// <summary>Why this build, the first, cannot play for that one, the second; nothing where it can.</summary>
    public Func<string, string, string?> Difference { get; init; } = (here, there) =>
        here == there ? null : $"it is of build {here}, the sweep of build {there}";
}
