using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster resend</c>: gives runs that were given up to the nodes once more.</summary>
internal static class ClusterResend
{
    public static Command Create()
    {
        var jobs = new Argument<string[]>("job")
        {
            Description = "As cluster failed names them; a beginning that only one has will do.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All of them." };
        var json = Shared.Json();
        var command = new Command("resend", "Gives failed runs of sweeps to the nodes once more.") { jobs, all, json };
        var broker = new BrokerArguments(command);
        command.SetAction(parsed =>
        {
            string[] wanted = parsed.GetValue(jobs) ?? [];
            if (wanted.Length == 0 != parsed.GetValue(all))
            {
                throw new ConfigurationException("cluster resend: name the jobs, or --all. "
                    + "agentmarkets cluster failed lists them.");
            }
            var address = broker.AddressOrOwn(parsed, BrokerUser.Operator);
            if (!parsed.GetValue(all))
            {
                Check(wanted, FailedJobs.List(address));
            }
            var sent = FailedJobs.Resend(address, failed => parsed.GetValue(all) || wanted.Any(job => Is(failed, job)));
            if (parsed.GetValue(json))
            {
                Console.Out.Write(Summary.ToText(ClusterFailed.Json(sent)));
            }
            else
            {
                Console.Out.WriteLine(sent.Count == 0 ? "no job has failed"
                    : $"{sent.Count:N0} sent again; what they bring is taken by the command that they are of:");
                foreach (string line in sent.Select(job => job.Job.Command).Distinct())
                {
                    Console.Out.WriteLine($"  {line}");
                }
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static bool Is(FailedJob failed, string job) => failed.Job.Hash.StartsWith(job, StringComparison.Ordinal);

    private static void Check(string[] wanted, IReadOnlyList<FailedJob> jobs)
    {
        var problems = new List<string>();
        foreach (string job in wanted)
        {
            int found = jobs.Where(failed => Is(failed, job)).Select(failed => failed.Job.Hash).Distinct().Count();
            if (found != 1)
            {
                problems.Add($"{job}: {(found == 0 ? "no failed job begins so" : $"{found} failed jobs begin so")}.");
            }
        }
        if (problems.Count > 0)
        {
            string known = string.Join(", ", jobs.Take(5).Select(failed => failed.Job.Hash[..ClusterFailed.Digits]));
            throw new ConfigurationException("cluster resend: " + string.Join(" ", problems)
                + (known.Length > 0 ? $" Failed jobs: {known}." : " No job has failed."));
        }
    }
}
