using System.CommandLine;
using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;
using static TorchSharp.torch;

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
        command.SetAction(parsed =>
        {
            // Half of a short run is loading libtorch: begin now, while the experiment is read.
            _ = Task.Run(Versions.All);
            var options = new RunOptions(parsed.GetValue(device)!, parsed.GetValue(host)!, parsed.GetValue(threads),
                parsed.GetValue(json), parsed.GetValue(quiet));
            return (int)Run(new Workshop(parsed.GetValue(plugins) ?? []), parsed.GetValue(experiment)!,
                parsed.GetValue(overrides) ?? [], parsed.GetValue(output), options);
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
            Host = options.Host,
            Threads = options.Threads,
            Seeds = prepared.Experiment.Seeds,
            DataFiles = workshop.Data.Fingerprints,
        };
        return Session.Play(workshop, prepared, run, MetricLog.Start(run), manifest, null, options);
    }
}

/// <summary>How to run, beside what.</summary>
internal sealed record RunOptions(string Device, string Host, int Threads, bool Json, bool Quiet)
{
    /// <summary>Whether it is one of many: what is printed at its end is then said of all together.</summary>
    public bool IsPart { get; init; }

    /// <summary>The command line that it is a part of, where that is another process's.</summary>
    public string? Command { get; init; }
}

/// <summary>The hosts by name.</summary>
internal static class Hosts
{
    public const string Local = "local", Parallel = "parallel";

    /// <exception cref="Core.Catalog.ConfigurationException">There is no such host, or no thread to run it
    /// on.</exception>
    public static void Check(RunOptions options)
    {
        var problems = new Core.Catalog.Problems("command line");
        if (options.Host is not (Local or Parallel))
        {
            problems.Add("--host", options.Host, "no such host",
                Core.Catalog.Spelling.WayOut(options.Host, "Hosts", [Local, Parallel]));
        }
        if (options.Threads < 1)
        {
            problems.Add("--threads", $"{options.Threads}", "must be at least 1");
        }
        problems.ThrowIfAny();
    }

    public static IHost Open(IReadOnlyList<Part> actors, RunOptions options)
    {
        // Our kernels use one thread each, so that no sum depends on how many there are; actors run side by side
        // instead.
        set_num_threads(1);
        return options.Host == Parallel ? new ParallelHost(actors, options.Threads) : new LocalHost(actors);
    }
}
