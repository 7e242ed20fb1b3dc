using System.CommandLine;
using System.Globalization;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>run</c>: one experiment, all its replicas.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var experiment = Shared.Experiment();
        var overrides = Shared.Overrides();
        var output = new Option<string?>("--out") { Description = "The run directory; must be absent or empty." };
        var (device, threads, host) = (Shared.Device(), Shared.Threads(), Shared.Host());
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command("run", "Runs an experiment with all its replicas.")
        {
            experiment, overrides, output, device, threads, host, json, quiet, plugins,
        };
        var cluster = new ClusterArguments(command);
        command.SetAction(parsed =>
        {
            // Half of a short run is loading libtorch: begin now, while the experiment is read.
            _ = Task.Run(Versions.All);
            var options = new RunOptions(parsed.GetValue(device)!, parsed.GetValue(host)!, parsed.GetValue(threads),
                parsed.GetValue(json), parsed.GetValue(quiet));
            return (int)Run(new Workshop(parsed.GetValue(plugins) ?? []), parsed.GetValue(experiment)!,
                parsed.GetValue(overrides) ?? [], parsed.GetValue(output),
                options with { Asked = cluster.Asked(parsed, parsed.GetValue(plugins) ?? []) });
        });
        return command;
    }

    private static ExitCode Run(Workshop workshop, string name, IReadOnlyList<string> overrides, string? output,
        RunOptions options)
    {
        Hosts.Check(options);
        var prepared = Prepared.From(workshop, name, overrides, options.Device);
        // Also loads libtorch: where it is missing, there must be no folder yet.
        var versions = Versions.All();
        // Where no broker is, there must be none either.
        using var cluster = Cluster.Begin(workshop, options);
        options = options with { Cluster = cluster };
        var run = RunDirectory.Create(output, prepared.Experiment.Name, overrides, DateTimeOffset.UtcNow);
        return Begin(workshop, prepared, run, versions, options);
    }

    /// <summary>Plays a prepared experiment from the start in an empty folder.</summary>
    public static ExitCode Begin(Workshop workshop, Prepared prepared, RunDirectory run,
        IReadOnlyDictionary<string, string> versions, RunOptions options)
    {
        using var held = run.Hold();
        run.Write("experiment.json", prepared.Experiment.ResolvedText);
        run.Write("command.txt", (options.Command ?? Shared.CommandLine()) + "\n");
        var manifest = new Manifest
        {
            Experiment = prepared.Experiment.Name,
            Started = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            Versions = versions,
            Device = options.Device,
            Host = options.HostName,
            Threads = options.Threads,
            Seeds = prepared.Experiment.Seeds,
            DataFiles = workshop.Data.Fingerprints,
        };
        return Session.Play(workshop, prepared, run, MetricLog.Start(run), manifest, null, options);
    }
}
