using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using AgentMarkets.Cli.Sweeps;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>play-jobs</c>, which a node starts and nobody types: plays the jobs that it is told on standard
/// input.</summary>
internal static class PlayJobsCommand
{
    public const string Verb = "play-jobs";

    public static Command Create()
    {
        var plugins = Shared.Plugins();
        var command = new Command(Verb, "Plays jobs of a node.") { plugins };
        command.Hidden = true;
        command.SetAction(parsed => (int)Play(parsed.GetValue(plugins) ?? []));
        return command;
    }

    private static ExitCode Play(string[] plugins)
    {
        _ = Task.Run(Versions.All);
        var asked = new BlockingCollection<string>();
        new Thread(() => Hear(asked)) { IsBackground = true }.Start();
        foreach (string line in asked.GetConsumingEnumerable())
        {
            string answer = Play(JsonSerializer.Deserialize<JobAsked>(line)!, plugins);
            Console.Out.WriteLine(JobAnswer.Mark + answer.ReplaceLineEndings(" "));
            Console.Out.Flush();
        }
        return ExitCode.Done;
    }

    private static void Hear(BlockingCollection<string> asked)
    {
        while (Console.In.ReadLine() is { } line)
        {
            asked.Add(line);
        }
        // The node is gone: nobody wants what is under way.
        Process.GetCurrentProcess().Kill();
    }

    private static string Play(JobAsked asked, string[] plugins)
    {
        try
        {
            var job = SweepJob.Of(File.ReadAllBytes(asked.Job));
            var workshop = new Workshop(plugins);
            var prepared = Prepared.From(workshop, job.Experiment, job.Text, job.Experiment, [], asked.Device);
            foreach (var (path, fingerprint) in job.DataFiles)
            {
                if (workshop.Data.Fingerprints.GetValueOrDefault(path) != fingerprint)
                {
                    return $"{JobAnswer.Refused}{path} is not the file that the sweep has read; copy that one here";
                }
            }
            var options = new RunOptions(asked.Device, Hosts.Local, Threads: 1, Json: false, Quiet: true)
            {
                IsPart = true, Command = job.Command,
            };
            var run = RunDirectory.Create(asked.Run, job.Experiment, [], DateTimeOffset.UtcNow);
            return RunCommand.Begin(workshop, prepared, run, Versions.All(), options) == ExitCode.Interrupted
                ? JobAnswer.Stopped
                : JobAnswer.Played;
        }
        catch (ConfigurationException e)
        {
            return JobAnswer.Refused + e.Message;
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException)
            && File.Exists(Path.Combine(asked.Run, "manifest.json")))
        {
            // The run itself failed, and its manifest says so: as it would where the sweep played it.
            return JobAnswer.Played;
        }
    }
}
