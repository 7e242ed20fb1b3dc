using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>certify</c>: how much anybody could still gain, for certain, of a finished run or of bid functions in a
/// file.</summary>
internal static class CertifyCommand
{
    private const string Verb = "certify", Standard = "first-price";

    // What may be changed of a run that is done: how it is measured, not what was played.
    private static readonly string[] s_measuring = ["evaluation", "certificate"];

    public static Command Create()
    {
        var target = new Argument<string>("run | strategy.csv")
        {
            Description = "A finished run, or bid functions by rows of bidder, type and bid.",
        };
        var overrides = Shared.Overrides();
        var experiment = new Option<string?>("--experiment")
        {
            Description = $"The game that a strategy file is for: a shipped experiment, or a file; {Standard} where "
                + "left out.",
        };
        var output = new Option<string?>("--out")
        {
            Description = "The page; certificate.html in the run, or the first free certificate.html here.",
        };
        var (threads, host, json, plugins) = (Shared.Threads(), Shared.Host(), Shared.Json(), Shared.Plugins());
        var command = new Command(Verb, "Bounds what any bidder could gain by any deviation: all bids, all types.")
        {
            target, overrides, experiment, output, threads, host, json, plugins,
        };
        command.SetAction(parsed =>
        {
            _ = Task.Run(Versions.All);
            var options = new RunOptions("cpu", parsed.GetValue(host)!, parsed.GetValue(threads),
                parsed.GetValue(json), Quiet: true);
            Hosts.Check(options);
            return (int)Certify(new Workshop(parsed.GetValue(plugins) ?? []), new Asked(parsed.GetValue(target)!,
                parsed.GetValue(overrides) ?? [], parsed.GetValue(experiment), parsed.GetValue(output)), options);
        });
        return command;
    }

    /// <param name="Target">A run, or a strategy file.</param>
    private sealed record Asked(string Target, string[] Overrides, string? Experiment, string? Output);

    private static ExitCode Certify(Workshop workshop, Asked asked, RunOptions options)
    {
        var clock = Stopwatch.StartNew();
        bool isRun = Directory.Exists(asked.Target) || !LooksLikeAFile(asked.Target);
        var run = isRun ? RunDirectory.Open(asked.Target) : null;
        var manifest = run is null ? null : Manifest.Read(run);
        var problems = new Problems(Verb);
        string page = PageOf(asked, run, problems);
        Check(asked, run, manifest, problems);
        var (name, text, source) = run is not null
            ? (manifest!.Experiment, run.Read("experiment.json"), run["experiment.json"])
            : workshop.Find(asked.Experiment ?? Standard);
        bool isAuction = workshop.Reader.TryRead(name, text, [], new Problems(source)) is not { } plain
            || plain.Family is AuctionFamily;
        if (!isAuction)
        {
            problems.Add(new Place(source), null, "is no auction, and certificates are about bids in auctions",
                "Fisher markets measure worst-buyer-regret.");
        }
        var read = isAuction ? workshop.Reader.TryRead(name, text, Overrides(asked, isRun), problems) : null;
        var prepared = problems.Any ? null : Prepared.TryFrom(read, options.Device, problems);
        problems.ThrowIfAny();
        if (manifest is not null)
        {
            ResumeCommand.CheckData(workshop.Data.Fingerprints, manifest);
        }
        var measured = Measure(prepared!, run, manifest ?? NewManifest(prepared!.Experiment, options), options);
        var found = new CertificateText(asked.Target, page, prepared!, measured.Results,
            measured.Manifest with { Seconds = clock.Elapsed.TotalSeconds, Status = Manifest.Done });
        File.WriteAllText(page, found.Page(workshop.Catalog));
        if (options.Json)
        {
            Console.Out.Write(Summary.ToText(found.ToJson()));
        }
        else
        {
            found.WriteTable(Console.Out);
        }
        return ExitCode.Done;
    }

    /// <summary>A final evaluation of the last state; of a strategy file, which does not learn, of its first.</summary>
    private static (Results Results, Manifest Manifest) Measure(Prepared prepared, RunDirectory? run,
        Manifest manifest, RunOptions options)
    {
        var (experiment, game) = prepared;
        using var host = Hosts.Open(game.Actors, options);
        if (run is not null)
        {
            host.Load(run.LatestCheckpoint()?.State
                ?? throw new ConfigurationException($"{run.Path}: has no checkpoint to take the strategies from. "
                    + "Start the run again."));
        }
        var measurements = new List<Measurement>();
        var tables = new List<Table>();
        host.Observed = seen =>
        {
            if (seen is Measurement measurement)
            {
                measurements.Add(measurement);
            }
            else if (seen is Table table)
            {
                tables.Add(table);
            }
        };
        host.Post(game.Coordinator, new Measure(manifest.Round, Final: true));
        host.Run();
        return (new Results(measurements, tables, experiment.Replicas),
            manifest with { StateHash = host.Save().Hash() });
    }

    private static void Check(Asked asked, RunDirectory? run, Manifest? manifest, Problems problems)
    {
        if (run is null)
        {
            return;
        }
        if (asked.Experiment is not null)
        {
            problems.Add(new Place("--experiment"), asked.Experiment, $"{asked.Target} is a run and has its own game",
                "Leave it out; it goes with a strategy file, such as the run's strategies.csv.");
        }
        if (manifest!.Status != Manifest.Done)
        {
            problems.Add(new Place(asked.Target), manifest.Status, "this run is not done",
                $"Go on with: agentmarkets resume {Shared.Quoted(run.Path)}");
        }
        foreach (string other in asked.Overrides.Where(text => !s_measuring.Contains(text.Split('.', '=')[0])))
        {
            problems.Add(new Place(other), null, "a run that is done cannot be changed, only how it is measured",
                $"Of these settings there are: {string.Join(", ", s_measuring.Select(name => name + ".*"))}.");
        }
    }

    private static string[] Overrides(Asked asked, bool isRun) =>
    [
        .. isRun ? Array.Empty<string>() : [$"strategy=file(path={Text(asked.Target)})", "rounds=0", "seed=1"],
        "measure=[utility-loss,certificate]", "expect={}", .. asked.Overrides,
    ];

    /// <summary>A path as a setting inside a piece needs it.</summary>
    private static string Text(string path) => path.All(c => char.IsLetterOrDigit(c) || "-_./".Contains(c)) ? path
        : path.Contains('"') ? $"'{path}'" : $"\"{path}\"";

    private static bool LooksLikeAFile(string target) => File.Exists(target)
        || target.EndsWith(".csv", StringComparison.Ordinal) || target.EndsWith(".csv.gz", StringComparison.Ordinal);

    private static string PageOf(Asked asked, RunDirectory? run, Problems problems)
    {
        if (asked.Output is not { } page)
        {
            return run?["certificate.html"] ?? Enumerable.Range(1, int.MaxValue)
                .Select(k => k == 1 ? "certificate.html" : $"certificate-{k}.html").First(free => !Path.Exists(free));
        }
        var place = new Place("--out");
        if (Path.GetDirectoryName(Path.GetFullPath(page)) is { } folder && !Directory.Exists(folder))
        {
            problems.Add(place, page, $"there is no folder {Path.GetDirectoryName(page)}",
                "Make it first, or name another page.");
        }
        else if (Path.Exists(page))
        {
            problems.Add(place, page, "exists, and nothing is written over", "Name another page, or remove that one.");
        }
        return page;
    }

    private static Manifest NewManifest(Experiment experiment, RunOptions options) => new()
    {
        Experiment = experiment.Name,
        Started = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
        Versions = Versions.All(),
        Device = options.Device,
        Host = options.Host,
        Threads = options.Threads,
        Seeds = experiment.Seeds,
    };
}
