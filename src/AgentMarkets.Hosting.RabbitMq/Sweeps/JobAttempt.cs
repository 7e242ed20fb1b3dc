namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A job while a node plays it.</summary>
internal sealed class JobAttempt(SweepJob job, JobDelivery delivery)
{
    private readonly string _name = $"{job.Hash[..12]}{Guid.NewGuid():n}";
    private readonly Lock _lock = new();
    private bool _isInInbox, _isClosed;

    public SweepJob Job => job;

    /// <summary>By which it is answered: the newest, where the connection was lost meanwhile.</summary>
    public JobDelivery Delivery { get; private set; } = delivery;

    /// <summary>Has it answered by this delivery.</summary>
    /// <returns>False where it is being answered already.</returns>
    public bool TryRenew(JobDelivery newer)
    {
        lock (_lock)
        {
            Delivery = _isClosed ? Delivery : newer;
            return !_isClosed;
        }
    }

    /// <summary>The delivery by which it is answered now.</summary>
    public JobDelivery Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return Delivery;
        }
    }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The run directory.</summary>
    public string Run { get; private set; } = "";

    /// <summary>What is removed once the result is sent; nothing where the run lies at the sweep.</summary>
    public string? Scratch { get; private set; }

    /// <summary>Finds a place for the run: with the sweep, where this machine sees its folder, or else here.</summary>
    public void Place(string scratch)
    {
        _isInInbox = SweepInbox.IsOf(job.Inbox, job.Sweep);
        if (_isInInbox)
        {
            Run = Path.Combine(job.Inbox, _name);
            return;
        }
        Scratch = Path.Combine(scratch, _name);
        Run = Path.Combine(Scratch, "run");
        Directory.CreateDirectory(Scratch);
    }

    /// <summary>The messages that bring the result to the sweep.</summary>
    public IEnumerable<ResultPart> Parts(string node)
    {
        if (_isInInbox)
        {
            yield return new ResultPart(job.Hash, _name, node, 0, 0, "", []);
            yield break;
        }
        string package = Path.Combine(Scratch!, "package");
        var (sha256, length) = ResultPackage.Pack(Run, package);
        using var stream = File.OpenRead(package);
        int parts = (int)((length + ResultPart.ContentMax - 1) / ResultPart.ContentMax);
        for (int part = 0; part < parts; part++)
        {
            var content = new byte[Math.Min(ResultPart.ContentMax, length - stream.Position)];
            stream.ReadExactly(content);
            yield return new ResultPart(job.Hash, _name, node, part, parts, sha256, content);
        }
    }
}
