namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>What a sweep hears of its jobs.</summary>
public abstract record SweepNews(string Hash);

/// <summary>The result of a job is here.</summary>
/// <param name="Run">Its run directory, which the hearer moves to its place or leaves.</param>
public sealed record ResultArrived(string Hash, string Node, string Run) : SweepNews(Hash)
{
    internal ResultArrived(ResultPart part, string run, JobDelivery delivery) : this(part.Hash, part.Node, run) =>
        (Part, Delivery) = (part, delivery);

    internal ResultPart? Part { get; }

    internal JobDelivery? Delivery { get; }
}

/// <summary>A job was given up.</summary>
public sealed record JobDied(FailedJob Failed) : SweepNews(Failed.Job.Hash)
{
    internal JobDied(FailedJob failed, JobDelivery delivery) : this(failed) => Delivery = delivery;

    internal JobDelivery? Delivery { get; }
}

/// <summary>A node said something.</summary>
public sealed record NoteHeard(JobNote Note) : SweepNews(Note.Hash);
