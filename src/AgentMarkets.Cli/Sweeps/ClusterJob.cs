using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>A checked run of a batch, as a node needs it.</summary>
/// <param name="Run">Its name in the batch.</param>
/// <param name="Text">The resolved experiment.</param>
/// <param name="Data">The files that it reads, with their fingerprints.</param>
/// <param name="Blank">Its manifest, had it been begun here.</param>
internal sealed record ClusterJob(string Run, string Experiment, string Text, IReadOnlyDictionary<string, string> Data,
    string Build, string Command, Manifest Blank)
{
    /// <param name="inbox">Where nodes that see this file system leave the run.</param>
    public SweepJob Of(string sweep, string inbox) => new(sweep, Run, Experiment, Text, Build, Data, inbox, Command);
}
