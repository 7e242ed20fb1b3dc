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
        var command = new Command("resume", "Goes on with a run that was stopped.") { run, json, quiet, plugins };
        command.SetAction(parsed => (int)Resume(new Workshop(parsed.GetValue(plugins) ?? []),
            RunDirectory.Open(parsed.GetValue(run)!), parsed.GetValue(json), parsed.GetValue(quiet)));
        return command;
    }

    private static ExitCode Resume(Workshop workshop, RunDirectory run, bool json, bool quiet)
    {
        var manifest = Manifest.Read(run);
        if (manifest is { Status: Manifest.Done, LacksDiagnosis: false })
        {
            throw new ConfigurationException($"{run.Path}: this run is done; there is nothing to go on with. "
                + $"See {run["report.html"]}.");
        }
        return GoOn(workshop, run, manifest,
            new RunOptions(manifest.Device, manifest.Host, manifest.Threads, json, quiet));
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
