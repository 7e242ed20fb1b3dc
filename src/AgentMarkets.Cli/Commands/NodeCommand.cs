using System.CommandLine;
using System.Diagnostics;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Cli.Sweeps;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using static TorchSharp.torch;
using Command = System.CommandLine.Command;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>node</c>: makes this machine a worker.</summary>
internal static class NodeCommand
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var name = new Option<string?>("--name")
        {
            Description = "What operators call it; unique at the broker or in the cluster.",
        };
        var devices = new Option<string[]>("--device")
        {
            Description = "cpu or cuda:0; may be given several times.",
            Arity = ArgumentArity.OneOrMore,
        };
        var slots = new Option<int?>("--slots")
        {
            Description = "Actors that run at once, spread over the devices. Default: a slot a core, or a CUDA device.",
        };
        // For nodes that a run starts for itself.
        var tied = new Option<bool>("--tied") { Hidden = true };
        var plugins = Shared.Plugins();
        var command = new Command("node", "Makes this machine a worker of a broker or a cluster.")
        {
            name, devices, slots, plugins, tied,
        };
        var engine = new EngineArguments(command);
        command.SetAction(parsed =>
        {
            string[] chosen = parsed.GetValue(devices) is { Length: > 0 } given ? given : ["cpu"];
            string called = parsed.GetValue(name) ?? $"{Environment.MachineName}-{Environment.ProcessId}";
            var slotDevices = SlotDevices(called, chosen, parsed.GetValue(slots));
            return (int)Serve(engine.NamedOrOwn(parsed, BrokerUser.Worker), called, slotDevices,
                parsed.GetValue(plugins) ?? [], parsed.GetValue(tied));
        });
        return command;
    }

    private static string[] SlotDevices(string name, string[] devices, int? slots)
    {
        var problems = new Problems("command line");
        foreach (string one in devices)
        {
            Prepared.DeviceOf(one, problems);
        }
        int count = slots ?? (devices is ["cpu"] ? Environment.ProcessorCount : devices.Length);
        if (count < devices.Length)
        {
            problems.Add("--slots", $"{count}", $"must be at least {devices.Length}, one a device");
        }
        if (name.Length is 0 or > 200 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && !"-_.".Contains(c)))
        {
            problems.Add("--name", name, "must be of letters, digits, '-', '_' and '.', 200 at most");
        }
        problems.ThrowIfAny();
        return [.. Enumerable.Range(0, count).Select(slot => devices[slot % devices.Length])];
    }

    private static ExitCode Serve(IEngine engine, string name, string[] devices, string[] plugins, bool tied)
    {
        void Say(string sentence) => Console.Error.WriteLine($"node {name}: {sentence}");

        Hosts.UseOneThreadAKernel();
        var workshop = new Workshop(plugins);
        string build = Build.Of(workshop);
        using var stop = new StopRequest(tied);
        if (tied)
        {
            EndWithInput(stop);
        }
        var profile = new NodeProfile(name, $"{Guid.NewGuid():n}", Environment.MachineName, Environment.ProcessId,
            Environment.ProcessorCount, devices, build);
        // With devices of several kinds messages come to the CPU's memory.
        var landing = device(devices.Distinct().Count() == 1 ? devices[0] : "cpu");
        var working = engine.Work(workshop.Families, name, devices.Length, landing, Say, stop.Token);
        using var link = working.Link;
        using var server = new NodeServer(profile, link, new NodeGames(plugins, build).Of, Say, working.Stage);
        Say($"joined {engine.Address} with {devices.Length} slots on {string.Join(", ", devices.Distinct())}; "
            + "Ctrl-C ends it");
        // A run goes before: jobs of sweeps are taken while no actor lives here.
        var jobs = engine is not RabbitMqEngine { Broker: var broker }
            ? Task.CompletedTask
            : Task.Factory.StartNew(() => SweepNode.Run(broker, name, build, devices, plugins, () => server.IsTaken,
                stop.Token), TaskCreationOptions.LongRunning);
        try
        {
            server.Run(stop.Token);
            jobs.GetAwaiter().GetResult();
        }
        catch (LinkException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Stopped before it had found the broker.
        }
        Say("says farewell");
        return server.IsTaken ? ExitCode.Interrupted : ExitCode.Done;
    }

    /// <summary>Ends with the process that started it: at once where it is at work, after its farewell where not.
    /// </summary>
    private static void EndWithInput(StopRequest stop)
    {
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }
            stop.Ask();
            Thread.Sleep(EndPatience);
            Process.GetCurrentProcess().Kill();
        })
        {
            IsBackground = true,
        };
        watch.Start();
    }
}
