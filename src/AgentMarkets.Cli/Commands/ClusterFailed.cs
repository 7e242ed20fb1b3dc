using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster failed</c>: the runs of sweeps that were given up.</summary>
internal static class ClusterFailed
{
    /// <summary>As many digits of a hash as tell jobs apart.</summary>
    public const int Digits = 12;

    public static Command Create()
    {
        var json = Shared.Json();
        var command = new Command("failed", "Lists the runs of sweeps that crashed whatever played them.") { json };
        var broker = new BrokerArguments(command);
        command.SetAction(parsed =>
        {
            var failed = FailedJobs.List(broker.AddressOrOwn(parsed, BrokerUser.Operator));
            if (parsed.GetValue(json))
            {
                Console.Out.Write(Summary.ToText(Json(failed)));
            }
            else
            {
                Write(Console.Out, failed);
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>One object, with an entry a job.</summary>
    public static JsonObject Json(IReadOnlyList<FailedJob> jobs) => new()
    {
        ["schema"] = 1,
        ["jobs"] = new JsonArray([.. jobs.Select(job => (JsonNode)new JsonObject
        {
            ["hash"] = job.Job.Hash,
            ["run"] = job.Job.Run,
            ["experiment"] = job.Job.Experiment,
            ["sweep"] = job.Job.Sweep,
            ["command"] = job.Job.Command,
            ["why"] = job.Why,
            ["node"] = job.Node.Length > 0 ? job.Node : null,
            ["since"] = job.Since?.ToString("u", CultureInfo.InvariantCulture),
        })]),
    };

    private static void Write(TextWriter to, IReadOnlyList<FailedJob> jobs)
    {
        if (jobs.Count == 0)
        {
            to.WriteLine("no job has failed");
            return;
        }
        FinalTable.Table(to, [["job", "experiment", "run", "since", "why"], .. jobs.Select(job => (string[])
        [
            job.Job.Hash[..Digits], job.Job.Experiment, job.Job.Run,
            job.Since?.ToString("u", CultureInfo.InvariantCulture) ?? "-", job.Why,
        ])], toTheLeft: true);
        to.WriteLine("send them again: agentmarkets cluster resend <job...> | --all");
    }
}
