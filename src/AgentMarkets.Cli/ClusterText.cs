using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Cli;

/// <summary>How a cluster stands: for people, for programs, for Prometheus.</summary>
internal static class ClusterText
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Table(IEngine engine, ClusterStatus seen)
    {
        var text = new StringBuilder($"{engine}: {Count(seen.Nodes.Count, "node")}, "
            + $"{Count(seen.Runs.Count, "run")}\n");
        int width = seen.Nodes.Select(node => node.Id.Length).DefaultIfEmpty().Max();
        foreach (var node in seen.Nodes)
        {
            var run = seen.RunOf(node);
            int actors = run?.Nodes.First(one => one.Profile.Id == node.Id).Actors.Count ?? 0;
            text.Append(Format($"  {node.Id.PadRight(width)}  {node.Machine}:{node.Process}  "))
                .Append($"{Count(node.Slots, "slot")} on {string.Join(", ", node.Devices.Distinct())}  ")
                .Append(run is null ? "idle" : $"{run.Experiment}, {Count(actors, "actor")}").Append('\n');
        }
        foreach (var run in seen.Runs)
        {
            text.Append(Format($"\nrun {run.Experiment} ({run.Session}), driven by {run.Driver}\n"))
                .Append(Format($"  {run.Sentence}\n  {run.StepsPerSecond:0.#} steps/s, "))
                .Append($"{Count(run.Underway, "message")} waiting, ")
                .Append(Format($"last checkpoint at round {run.CheckpointRound:N0} ({run.CheckpointAge:0.0} s ago), "))
                .Append($"{Count(run.Losses, "node")} lost, epoch {run.Epoch}\n");
            foreach (var node in run.Nodes.Where(node => !node.IsSpare))
            {
                text.Append($"  {node.Profile.Id}: ")
                    .AppendJoin(", ", node.Actors.Select(actor => $"{actor.Actor} -> {actor.Device}")).Append('\n');
            }
        }
        return text.ToString();
    }

    public static string Json(IEngine engine, ClusterStatus seen) => JsonSerializer.Serialize(new
    {
        Engine = engine.Name,
        Broker = engine.Address,
        Nodes = seen.Nodes.Select(node => new
        {
            node.Id, node.Machine, node.Process, node.Cores, node.Devices, node.Slots, node.Build,
            Run = seen.RunOf(node)?.Session,
        }),
        Runs = seen.Runs.Select(run => new
        {
            run.Session, run.Experiment, run.Driver, run.Epoch, run.Step, run.Round, run.StepsPerSecond,
            MessagesWaiting = run.Underway, run.Sentence, run.CheckpointRound, run.CheckpointAge, run.Losses,
            run.Waiting,
            Actors = run.Nodes.SelectMany(node => node.Actors.Select(actor => new
            {
                actor.Actor, Node = node.Profile.Id, actor.Device,
            })),
        }),
    }, Options) + "\n";

    public static string Prometheus(ClusterStatus seen)
    {
        var page = new StringBuilder();
        Family(page, "node_slots", "Actors that a node runs at once.", seen.Nodes.Select(node =>
            ($"node=\"{node.Id}\",machine=\"{node.Machine}\"", (double)node.Slots)));
        Family(page, "node_actors", "Actors that live on a node.", seen.Runs.SelectMany(run => run.Nodes.Select(node =>
            ($"{Of(run)},node=\"{node.Profile.Id}\"", (double)node.Actors.Count))));
        Family(page, "run_round", "Rounds done.", All(seen, run => run.Round));
        Family(page, "run_steps_per_second", "Supersteps over the last seconds.", All(seen, run => run.StepsPerSecond));
        Family(page, "run_messages_waiting", "Messages between actors that are under way.",
            All(seen, run => run.Underway));
        Family(page, "run_checkpoint_round", "Round of the last checkpoint.", All(seen, run => run.CheckpointRound));
        Family(page, "run_checkpoint_age_seconds", "Age of the last checkpoint.", All(seen, run => run.CheckpointAge));
        Family(page, "run_nodes_lost", "Nodes lost so far.", All(seen, run => run.Losses));
        Family(page, "run_waiting_seconds", "How long the slowest node has been waited for.",
            All(seen, run => run.Waiting.Select(wait => wait.Seconds).DefaultIfEmpty().Max()));
        return page.ToString();
    }

    private static IEnumerable<(string Labels, double Value)> All(ClusterStatus seen, Func<RunStatus, double> value) =>
        seen.Runs.Select(run => (Of(run), value(run)));

    private static string Of(RunStatus run) => $"run=\"{run.Session}\",experiment=\"{run.Experiment}\"";

    // The text format of Prometheus, version 0.0.4.
    private static void Family(StringBuilder page, string name, string help,
        IEnumerable<(string Labels, double Value)> samples)
    {
        page.Append($"# HELP agentmarkets_{name} {help}\n# TYPE agentmarkets_{name} gauge\n");
        foreach (var (labels, value) in samples)
        {
            page.Append(Format($"agentmarkets_{name}{{{labels}}} {value:R}\n"));
        }
    }

    private static string Count(int count, string what) => Format($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
