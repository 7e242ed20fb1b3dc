using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>resume</c>: goes on with a stopped run as if it had never stopped.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A run directory, such as runs/latest." };
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var standsBy = new Option<bool>("--stand-by")
        {
            Description = "With --broker or --seed-node: waits until the present driver of the run is gone, and then "
                + "goes on.",
        };
        var command = new Command("resume", "Goes on with a run that was stopped.")
        {
            run, json, quiet, plugins, standsBy,
        };
        var cluster = new ClusterArguments(command);
        command.SetAction(parsed => (int)Resume(new Workshop(parsed.GetValue(plugins) ?? []),
            RunDirectory.Open(parsed.GetValue(run)!), parsed.GetValue(json), parsed.GetValue(quiet),
            cluster.Asked(parsed, parsed.GetValue(plugins) ?? []), parsed.GetValue(standsBy)));
        return command;
    }

    private static ExitCode Resume(Workshop workshop, RunDirectory run, bool json, bool quiet, ClusterAsked? asked,
        bool standsBy)
    {
        if (standsBy && asked?.Engine is null)
        {
            throw new ConfigurationException("--stand-by: waits at an engine for the end of the run's driver. Add "
                + "--broker URL, or --engine akka --seed-node HOST:PORT.");
        }
        var begun = Manifest.Read(run);
        // A run is the same on every host: without an engine it goes on in this process.
        var options = new RunOptions(begun.Device, begun.Host == Hosts.Parallel ? begun.Host : Hosts.Local,
            begun.Threads, json, quiet) { Asked = asked };
        Cluster? cluster;
        using (var stop = new StopRequest())
        {
            try
            {
                cluster = Cluster.Begin(workshop, options, run, standsBy, stop.Token);
            }
            catch (OperationCanceledException) when (standsBy && stop.Token.IsCancellationRequested)
            {
                Console.Error.WriteLine("no longer stands by");
                return ExitCode.Interrupted;
            }
        }
        using (cluster)
        {
            return Resume(workshop, run, options with { Cluster = cluster }, standsBy);
        }
    }

    private static ExitCode Resume(Workshop workshop, RunDirectory run, RunOptions options, bool stoodBy)
    {
        var manifest = Manifest.Read(run);
        if (stoodBy && manifest is { Status: Manifest.Done, LacksDiagnosis: false })
        {
            Console.Error.WriteLine($"{run.Path}: the run was done by its driver");
            return ExitCode.Done;
        }
        if (manifest is { Status: Manifest.Done, LacksDiagnosis: false })
        {
            throw new ConfigurationException($"{run.Path}: this run is done; there is nothing to go on with. "
                + $"See {run["report.html"]}.");
        }
        return GoOn(workshop, run, manifest with { Host = options.HostName }, options);
    }

    /// <summary>Plays a run from its last checkpoint, or from the start where it has none.</summary>
    public static ExitCode GoOn(Workshop workshop, RunDirectory run, Manifest manifest, RunOptions options)
    {
        if (manifest is { Status: Manifest.Done, LacksDiagnosis: true })
        {
            return DiagnoseCommand.Diagnose(workshop, run, options);
        }
        var prepared = Prepared.From(workshop, manifest.Experiment, run.Read("experiment.json"), run["experiment.json"],
            [], options.Device);
        CheckData(workshop.Data.Fingerprints, manifest);
        using var held = run.Hold();
        var checkpoint = run.LatestCheckpoint();
        long round = checkpoint?.Round ?? 0;
        // What happened after the checkpoint happens again, and must not be noted twice.
        manifest = manifest with
        {
            FailedReplicas = [.. manifest.FailedReplicas.Where(f => f.Round <= round)],
            Remarks = [.. manifest.Remarks.Where(r => r.Round <= round)],
            Error = null,
        };
        var log = MetricLog.Resume(run, checkpoint is null ? -1 : round);
        return Session.Play(workshop, prepared, run, log, manifest, checkpoint, options);
    }

    /// <exception cref="ConfigurationException">A data file is not the one that the run began with.</exception>
    public static void CheckData(IReadOnlyDictionary<string, string> found, Manifest manifest)
    {
        foreach (var (path, fingerprint) in manifest.DataFiles)
        {
            if (found.GetValueOrDefault(path) != fingerprint)
            {
                throw new ConfigurationException($"{path}: has changed since the run began, so the run cannot go on "
                    + "as it was. Put the file back, or start a new run.");
            }
        }
    }
}
