using System.CommandLine;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli.Commands;

/// <summary>The options that ask for more machines than this process.</summary>
internal sealed class ClusterArguments
{
    private readonly EngineArguments _engine;

    private readonly Option<int?> _nodes = new("--nodes")
    {
        Description = "Starts so many nodes on this machine; with --broker or --seed-node: waits for so many.",
    };

    private readonly Option<string?> _shared = new("--shared-folder")
    {
        Description = "A folder that all machines see: checkpoints go there and not through the engine.",
    };

    public ClusterArguments(Command command)
    {
        _engine = new EngineArguments(command);
        command.Add(_nodes);
        command.Add(_shared);
    }

    /// <returns>Nothing where this process is to be alone.</returns>
    /// <exception cref="ConfigurationException">What is given cannot be used.</exception>
    public ClusterAsked? Asked(ParseResult parsed, IReadOnlyList<string> plugins)
    {
        string name = _engine.Name(parsed);
        var problems = new Problems("command line");
        int? nodes = parsed.GetValue(_nodes);
        if (nodes < 1)
        {
            problems.Add("--nodes", $"{nodes}", "must be at least 1");
        }
        string? shared = parsed.GetValue(_shared);
        if (shared is not null && !Directory.Exists(shared))
        {
            problems.Add("--shared-folder", shared, "no such folder", "Name one that all machines see by this name.");
        }
        problems.ThrowIfAny();
        var engine = _engine.Named(parsed);
        return engine is null && nodes is null ? null
            : new ClusterAsked(name, engine, nodes, shared is null ? null : Path.GetFullPath(shared), plugins);
    }

    /// <summary>The same for commands that play many runs: a node plays each of them whole.</summary>
    /// <param name="host">The option that says how a run is played in this process.</param>
    /// <exception cref="ConfigurationException">What is given cannot be used.</exception>
    public ClusterAsked? AskedForRuns(ParseResult parsed, Option<string> host, IReadOnlyList<string> plugins)
    {
        var asked = Asked(parsed, plugins);
        if (asked is { EngineName: not EngineNames.RabbitMq })
        {
            throw new ConfigurationException($"--engine {asked.EngineName}: jobs of a sweep or a study wait in queues "
                + "of a broker, which this engine has none of. Use --engine rabbitmq for them.");
        }
        return asked is not null && parsed.GetResult(host) is { Implicit: false }
            ? throw new ConfigurationException($"--host {parsed.GetValue(host)}: with --broker or --nodes each node "
                + "plays a run on one thread of a slot. Leave out --host, and give nodes as many slots as they have "
                + "cores.")
            : asked;
    }
}
