using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Cli.Sweeps;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Cli;

/// <summary>Plays many runs one after another in one folder. What is done is skipped, what was stopped goes on, what
/// failed is tried again where that is asked for.</summary>
internal sealed class Batch
{
    private readonly string _record;
    private readonly IReadOnlyList<string> _asked;
    private readonly IReadOnlyList<PlannedRun> _runs;
    private readonly Func<Workshop> _workshop;
    private readonly RunOptions _options;
    private readonly bool _retry;
    private readonly List<CheckedRun> _checked = [];
    private RunDirectory _folder = null!;
    private RunOutcome[] _outcomes = [];
    private string _status = Manifest.Running;

    /// <summary>Checks all runs, so that everything that can be wrong is known before one has cost anything.</summary>
    /// <param name="record">The file of the folder that says how all stands.</param>
    /// <param name="asked">What makes it this batch and no other, for its record.</param>
    /// <param name="workshop">A fresh one for each run, whose manifest then names the data files of that run
    /// only.</param>
    /// <param name="retry">Whether runs that failed are played again, from the start.</param>
    /// <exception cref="ConfigurationException">A run is wrong.</exception>
    public Batch(string record, IReadOnlyList<string> asked, IReadOnlyList<PlannedRun> runs, Func<Workshop> workshop,
        RunOptions options, bool retry)
    {
        _record = record;
        (_asked, _runs, _workshop, _retry) = (asked, runs, workshop, retry);
        _options = options with { Json = false, IsPart = true };
        var headlines = new Headlines();
        foreach (var run in runs)
        {
            var (prepared, used) = Prepare(run);
            _checked.Add(new CheckedRun(prepared.Experiment.Name, prepared.Experiment.ResolvedText,
                prepared.Experiment.Seeds, used.Data.Fingerprints));
            headlines.Add(run.Experiment, prepared);
        }
        Headlines = headlines.Chosen;
    }

    /// <summary>How each run stands, in the order planned.</summary>
    public IReadOnlyList<RunOutcome> Outcomes => _outcomes;

    /// <summary>The metrics that the runs together are about.</summary>
    public IReadOnlyList<string> Headlines { get; }

    /// <summary>How all stands. The folder has it too, without the metrics.</summary>
    public SweepRecord Record(bool withMetrics) => SweepRecord.Of(_asked, _folder, _status, _outcomes, withMetrics);

    /// <summary>The folder of a batch that was begun before, or nothing where there is none.</summary>
    /// <param name="what">What such batches are called.</param>
    /// <exception cref="ConfigurationException">The folder is that of another batch.</exception>
    public static RunDirectory? Before(string record, string what, string? output, IReadOnlyList<string> asked)
    {
        if (output is null || !RunDirectory.At(output).Has(record))
        {
            return null;
        }
        var folder = RunDirectory.At(output);
        var before = SweepRecord.Read(folder, record).Asked;
        return before.SequenceEqual(asked) ? folder : throw new ConfigurationException($"--out {output}: belongs to "
            + $"another {what}, {string.Join(' ', before.Select(Shared.Quoted))}. Name another folder, or remove this "
            + "one.");
    }

    /// <summary>Plays what is left to play in a folder that this process holds.</summary>
    /// <returns>How it ended, and the run that was stopped, counted from 1.</returns>
    /// <exception cref="ConfigurationException">The folder holds other runs than these.</exception>
    public (ExitCode Code, int? StoppedAt) Play(RunDirectory folder)
    {
        Open(folder);
        int? stoppedAt = PlayAll();
        return (Close(stoppedAt is not null), stoppedAt);
    }

    /// <summary>Has nodes play what is left to play, in a folder that this process holds: those of a broker that
    /// there is, or of one of this command's own.</summary>
    /// <param name="build">Of this program: no other plays a run of this batch.</param>
    /// <exception cref="ConfigurationException">The folder holds other runs than these.</exception>
    /// <exception cref="IOException">The broker cannot be reached, or refuses.</exception>
    public ExitCode PlayOn(ClusterAsked asked, string build, RunDirectory folder)
    {
        using var own = asked.Engine is not null ? null
            : LocalNodes.Start(asked, _options, Console.Error.WriteLine, line => folder.Append("log.txt", line));
        return PlayOn(((RabbitMqEngine)(asked.Engine ?? own!.Engine)).Broker, build, folder);
    }

    private ExitCode PlayOn(BrokerAddress broker, string build, RunDirectory folder)
    {
        Open(folder);
        using var stop = new StopRequest();
        string started = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture);
        var versions = Versions.All();
        ClusterJob[] jobs = [.. _runs.Zip(_checked, (run, known) => new ClusterJob(run.Name, known.Experiment,
            known.Resolved, known.Data, build, Shared.CommandLine(), new Manifest
            {
                Experiment = known.Experiment, Started = started, Versions = versions, Device = _options.Device,
                Host = _options.Host, Threads = 1, Seeds = known.Seeds, DataFiles = known.Data,
            }))];
        return Close(!new ClusterBatch(broker, folder, _outcomes, jobs, _retry, Say, Keep).Play(stop.Token));
    }

    private void Open(RunDirectory folder)
    {
        _folder = folder;
        _outcomes = [.. _runs.Select(run => RunOutcome.Read(folder, run))];
        for (int i = 0; i < _outcomes.Length; i++)
        {
            CheckFolder(_outcomes[i], _checked[i].Resolved, _checked[i].Data);
        }
    }

    private ExitCode Close(bool isStopped)
    {
        bool hasFailed = _outcomes.Any(outcome => outcome.Status == Manifest.Failed);
        _status = isStopped ? Manifest.Interrupted : hasFailed ? Manifest.Failed : Manifest.Done;
        Keep();
        return isStopped ? ExitCode.Interrupted
            : hasFailed ? ExitCode.Failed
            : _outcomes.All(outcome => outcome.Expect.All(rule => rule.Met)) ? ExitCode.Done
            : ExitCode.ExpectNotMet;
    }

    private int? PlayAll()
    {
        using var stop = new StopRequest();
        var versions = Versions.All();
        var clock = Stopwatch.StartNew();
        double played = 0, left = _outcomes.Where(IsLeft).Sum(outcome => outcome.Run.Cost);
        for (int i = 0; i < _outcomes.Length; i++)
        {
            var before = _outcomes[i];
            string head = $"run {i + 1:N0} of {_outcomes.Length:N0}  {before.Run.Name}";
            if (!IsLeft(before))
            {
                Say(head + (before.IsDone ? "  done before, skipped" : "  failed before; --retry plays it again"));
                continue;
            }
            if (stop.Token.IsCancellationRequested)
            {
                return i + 1;
            }
            // What those played by this process took is the best guess for the others.
            Say(played == 0 ? head
                : $"{head}  ETA of all {Progress.Remaining(clock.Elapsed.TotalSeconds / played * (left - played))}");
            _outcomes[i] = before with { Status = Manifest.Running };
            Keep();
            var ended = Play(before, versions);
            _outcomes[i] = RunOutcome.Read(_folder, before.Run);
            if (ended == ExitCode.Interrupted)
            {
                return i + 1;
            }
            played += before.Run.Cost;
        }
        return null;
    }

    private void Keep() => _folder.Write(_record, Record(withMetrics: false).ToText());

    private bool IsLeft(RunOutcome outcome) => !outcome.IsDone && (_retry || outcome.Status != Manifest.Failed);

    private ExitCode Play(RunOutcome outcome, IReadOnlyDictionary<string, string> versions)
    {
        try
        {
            if (outcome.Status == Manifest.Interrupted)
            {
                var manifest = Manifest.Read(outcome.Folder);
                return ResumeCommand.GoOn(_workshop(), outcome.Folder, manifest, _options with
                {
                    Device = manifest.Device, Host = manifest.Host, Threads = manifest.Threads,
                });
            }
            if (Directory.Exists(outcome.Folder.Path))
            {
                // It failed, or was killed before it had a manifest; that it is this run was checked.
                Directory.Delete(outcome.Folder.Path, recursive: true);
            }
            var (prepared, workshop) = Prepare(outcome.Run);
            var run = RunDirectory.Create(outcome.Folder.Path, outcome.Run.Experiment, [], DateTimeOffset.UtcNow);
            return RunCommand.Begin(workshop, prepared, run, versions, _options);
        }
        catch (Exception e) when (e is not (ConfigurationException or IOException or UnauthorizedAccessException))
        {
            // One run that fails is no reason to lose the others; its log has the rest.
            Console.Error.WriteLine($"the run failed: {e.Message} See {outcome.Folder["log.txt"]}.");
            return ExitCode.Failed;
        }
    }

    private (Prepared Prepared, Workshop Workshop) Prepare(PlannedRun run)
    {
        var workshop = _workshop();
        var prepared = Prepared.From(workshop, run.Experiment, run.Text, run.Source, run.Overrides, _options.Device);
        return (prepared, workshop);
    }

    private static void CheckFolder(RunOutcome outcome, string resolved, IReadOnlyDictionary<string, string> data)
    {
        var folder = outcome.Folder;
        bool isEmpty = !Directory.Exists(folder.Path) || !Directory.EnumerateFileSystemEntries(folder.Path).Any();
        if (!isEmpty && (!folder.Has("experiment.json") || folder.Read("experiment.json") != resolved))
        {
            throw new ConfigurationException($"{folder.Path}: holds a run with other settings; the experiment file has "
                + "changed since. Put the file back, or name another folder.");
        }
        if (outcome.IsDone)
        {
            ResumeCommand.CheckData(data, Manifest.Read(folder));
        }
    }

    private void Say(string sentence)
    {
        if (!_options.Quiet)
        {
            Console.Error.WriteLine(sentence);
        }
    }

    /// <summary>What the check of a run found.</summary>
    private sealed record CheckedRun(string Experiment, string Resolved, IReadOnlyList<ulong> Seeds,
        IReadOnlyDictionary<string, string> Data);
}
