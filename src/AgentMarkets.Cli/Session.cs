using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Cli;

/// <summary>Plays a prepared experiment in a run directory and leaves everything there that a run leaves.</summary>
internal static class Session
{
    /// <param name="from">The checkpoint to go on from, or nothing for the start.</param>
    public static ExitCode Play(Workshop workshop, Prepared prepared, RunDirectory run, MetricLog log,
        Manifest manifest, (long Round, SystemState State)? from, RunOptions options)
    {
        var (experiment, game) = prepared;
        using var stop = new StopRequest();
        long? rounds = RunLoop.RoundsOf(experiment, game);
        var progress = new Progress(Console.Error, !Console.IsErrorRedirected, options.Quiet, rounds,
            game.ProgressMetrics);
        options.Cluster?.TellBy(run, sentence => progress.Say(sentence), options.Quiet);
        Note(run, $"{(from is null ? "begins" : $"goes on after round {from.Value.Round:N0}")} on {options.Device}, "
            + $"host {options.HostName}, {options.Threads} threads");
        foreach (string note in game.Notes)
        {
            progress.Say($"note: {note}");
            Note(run, note);
        }
        try
        {
            manifest = manifest with { Rounds = rounds };
            run.Write("manifest.json", manifest.ToText());
            progress.Phase("preparing");
            using var host = options.Cluster?.Open(workshop, prepared, stop.Token)
                ?? Hosts.Open(game.Actors, options);
            if (from is { } checkpoint)
            {
                host.Load(checkpoint.State);
            }
            var loop = new RunLoop(experiment, game, host, run, log, progress, manifest, from?.Round ?? 0);
            manifest = loop.Play(stop.Token);
            progress.Clear();
            return manifest.Status == Manifest.Interrupted
                ? SayInterrupted(experiment, game, loop.Results, manifest, run, options)
                : Close(new Ended(workshop, prepared, loop.Results, manifest, run), progress, options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            progress.Clear();
            return SayStoppedBefore(manifest, run);
        }
        catch (LinkException e) when (e.IsTakenOver)
        {
            // The folder is another driver's now.
            progress.Clear();
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            progress.Clear();
            NoteFailure(run, e);
            if (e is not (IOException or UnauthorizedAccessException))
            {
                throw;
            }
            Console.Error.WriteLine($"the run failed: {e.Message} "
                + $"Once that is mended, go on with: agentmarkets resume {Shared.Quoted(run.Path)}");
            return ExitCode.Failed;
        }
    }

    private static void NoteFailure(RunDirectory run, Exception why)
    {
        try
        {
            run.Write("manifest.json",
                (Manifest.Read(run) with { Status = Manifest.Failed, Error = why.Message }).ToText());
            run.Append("log.txt", why.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The folder itself is what failed; the sentence on standard error has to do.
        }
    }

    private static void Note(RunDirectory run, string sentence) =>
        run.Append("log.txt", $"{DateTimeOffset.UtcNow:u} {sentence}");

    /// <summary>Leaves what a run leaves at its end. The diagnosis comes last: stopped there, a run is done but for
    /// that.</summary>
    private static ExitCode Close(Ended ended, Progress progress, RunOptions options, CancellationToken stop)
    {
        var (run, manifest) = (ended.Run, ended.Manifest);
        if (ended.Prepared.Experiment.Common.Record.Count > 0 && !TrajectoryFile.IsKept(run))
        {
            progress.Say("note: there were no trajectories to keep: games of this family tell of none");
        }
        if (manifest.Status == Manifest.Done && ended.Prepared.Experiment.Measures.Contains(Findings.Metric))
        {
            ended = ended with { Manifest = manifest with { LacksDiagnosis = true } };
            run.Write("manifest.json", ended.Manifest.ToText());
            ended.WriteFiles();
            ended = ended.Diagnosed(progress, stop);
        }
        ended.WriteFiles();
        ended.Print(options);
        Note(run, manifest.Status == Manifest.Failed
            ? "failed: no replica is left"
            : $"done after round {manifest.Round:N0}");
        return ended.Code;
    }

    private static ExitCode SayStoppedBefore(Manifest manifest, RunDirectory run)
    {
        run.Write("manifest.json", (manifest with { Status = Manifest.Interrupted }).ToText());
        Console.Error.WriteLine("stopped while it waited for nodes; go on with: "
            + $"agentmarkets resume {Shared.Quoted(run.Path)}");
        return ExitCode.Interrupted;
    }

    private static ExitCode SayInterrupted(Experiment experiment, IGame game, Results results, Manifest manifest,
        RunDirectory run, RunOptions options)
    {
        Note(run, $"stopped after round {manifest.Round:N0}");
        string ofAll = manifest.Rounds is { } all ? $" of {all:N0}" : "";
        string how = options.IsPart ? "." : $"; go on with: agentmarkets resume {Shared.Quoted(run.Path)}";
        Console.Error.WriteLine($"stopped after round {manifest.Round:N0}{ofAll}{how}");
        if (options.Json)
        {
            Console.Out.Write(Summary.ToText(Summary.Of(experiment, game, results, manifest, [])));
        }
        return ExitCode.Interrupted;
    }
}
