using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Diagnoses;
using static TorchSharp.torch;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>diagnose</c>: oscillation or noise, of a run that kept its trajectories.</summary>
internal static class DiagnoseCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A run directory, such as runs/latest." };
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command("diagnose", "Tells oscillation from noise in a run that kept its trajectories.")
        {
            run, json, quiet, plugins,
        };
        command.SetAction(parsed =>
        {
            var directory = RunDirectory.Open(parsed.GetValue(run)!);
            var manifest = Manifest.Read(directory);
            return (int)Diagnose(new Workshop(parsed.GetValue(plugins) ?? []), directory,
                new RunOptions(manifest.Device, manifest.Host, manifest.Threads, parsed.GetValue(json),
                    parsed.GetValue(quiet)));
        });
        return command;
    }

    /// <summary>Makes the diagnosis of a run that is done, again where it was made before, and all that follows from
    /// it.</summary>
    /// <exception cref="ConfigurationException">There is nothing that could be diagnosed.</exception>
    public static ExitCode Diagnose(Workshop workshop, RunDirectory run, RunOptions options)
    {
        var manifest = Manifest.Read(run);
        if (manifest.Status != Manifest.Done)
        {
            throw new ConfigurationException($"{run.Path}: this run is {manifest.Status}, and only one that is done "
                + $"can be diagnosed. Go on with: agentmarkets resume {Shared.Quoted(run.Path)}");
        }
        using var held = run.Hold();
        using var stop = new StopRequest();
        var ended = Ended.Read(workshop, run);
        ResumeCommand.CheckData(workshop.Data.Fingerprints, manifest);
        set_num_threads(1);
        var progress = new Progress(Console.Error, !Console.IsErrorRedirected, options.Quiet, null, []);
        ended = (ended with { Manifest = manifest with { LacksDiagnosis = true } }).Diagnosed(progress, stop.Token);
        if (ended.Findings?.Why is { } why && !ended.Prepared.Experiment.Measures.Contains(Findings.Metric))
        {
            throw new ConfigurationException($"{run.Path}: cannot be diagnosed: {why}."
                + (why == RunDiagnosis.NoTrajectories ? WayOut(run) : ""));
        }
        if (!ended.Manifest.LacksDiagnosis)
        {
            ended.WriteFiles();
        }
        ended.Print(options);
        return ended.Code;
    }

    private static string WayOut(RunDirectory run) =>
        $" Run it again with them: agentmarkets run {Shared.Quoted(run["experiment.json"])} measure+={Findings.Metric} "
            + "(or record+=trajectories, and diagnose it later)";
}
