using System.CommandLine;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli.Commands;

/// <summary>The options that say which engine, and where it is.</summary>
internal sealed class EngineArguments
{
    private readonly BrokerArguments _broker;

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "rabbitmq or akka.",
        DefaultValueFactory = _ => EngineNames.RabbitMq,
    };

    private readonly Option<string[]> _seeds = new("--seed-node")
    {
        Description = "With --engine akka: host:port of a member of the cluster; may be given several times.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "With --engine akka: host:port at which this process is reached, or host:port,port with that at "
            + "which it takes frames; any free ports by default.",
    };

    public EngineArguments(Command command)
    {
        _broker = new BrokerArguments(command);
        // Where a command has an option of that name for something else, members listen at any free port.
        bool isTaken = command.Options.Any(option => option.Name == _listen.Name);
        foreach (var option in (Option[])[_engine, _seeds, .. isTaken ? Array.Empty<Option>() : [_listen]])
        {
            command.Add(option);
        }
    }

    /// <summary>As <c>--engine</c> names it.</summary>
    /// <exception cref="ConfigurationException">There is no such engine, or not in this program.</exception>
    public string Name(ParseResult parsed)
    {
        var problems = new Problems("command line");
        string name = parsed.GetValue(_engine)!;
        if (name is not (EngineNames.RabbitMq or EngineNames.Akka))
        {
            problems.Add("--engine", name, "no such engine",
                Spelling.WayOut(name, "Engines", [EngineNames.RabbitMq, EngineNames.Akka]));
        }
        problems.ThrowIfAny();
        bool isAkka = name == EngineNames.Akka;
        if (isAkka && AkkaEngine.Missing is { } why)
        {
            throw new ConfigurationException($"--engine akka: {why}");
        }
        string[] seeds = parsed.GetValue(_seeds) ?? [];
        bool listens = parsed.GetResult(_listen) is not null && parsed.GetValue(_listen) is not null;
        if (!isAkka && (seeds.Length > 0 || listens))
        {
            problems.Add(seeds.Length > 0 ? "--seed-node" : "--listen", null, "goes with --engine akka");
        }
        if (isAkka && _broker.IsNamed(parsed))
        {
            problems.Add("--broker", null, "goes with --engine rabbitmq; a cluster of akka is named by --seed-node");
        }
        problems.ThrowIfAny();
        return name;
    }

    /// <returns>Nothing where no place is named.</returns>
    /// <exception cref="ConfigurationException">What is given cannot be used.</exception>
    public IEngine? Named(ParseResult parsed)
    {
        if (Name(parsed) == EngineNames.RabbitMq)
        {
            return _broker.Address(parsed) is { } address ? new RabbitMqEngine(address) : null;
        }
        return parsed.GetValue(_seeds) is { Length: > 0 } seeds
            ? AkkaEngine.At(_broker.Place(parsed, seeds, parsed.GetResult(_listen) is null ? null
                : parsed.GetValue(_listen)))
            : null;
    }

    /// <summary>The place that is named, or the broker that <c>cluster start</c> started here.</summary>
    /// <exception cref="ConfigurationException">There is neither.</exception>
    public IEngine NamedOrOwn(ParseResult parsed, string user) => Named(parsed) ?? (Name(parsed) == EngineNames.Akka
        ? throw new ConfigurationException("--seed-node: names none. Write --seed-node host:port, of a node of the "
            + "cluster or of this one, where it is the first.")
        : new RabbitMqEngine(_broker.AddressOrOwn(parsed, user)));
}
