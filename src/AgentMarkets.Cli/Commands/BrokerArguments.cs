using System.CommandLine;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;

namespace AgentMarkets.Cli.Commands;

/// <summary>The options that say which broker, and what goes with its address.</summary>
internal sealed class BrokerArguments
{
    private readonly Option<string?> _broker = new("--broker")
    {
        Description = "amqps://user@host:port/vhost, without the password (AGENTMARKETS_BROKER_PASSWORD).",
    };

    private readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = "A file of mode 600 with the broker's password.",
    };

    private readonly Option<string?> _authority = new("--ca") { Description = "Whom to trust with TLS: a PEM file." };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "The client's certificate: a PEM file.",
    };

    private readonly Option<string?> _key = new("--key") { Description = "Its key: a PEM file of mode 600." };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Speaks to another machine without TLS.",
    };

    public BrokerArguments(Command command)
    {
        foreach (var option in (Option[])[_broker, _passwordFile, _authority, _certificate, _key, _insecure])
        {
            command.Add(option);
        }
    }

    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_broker) is not null;

    /// <summary>The same files of certificates, for a cluster without a broker.</summary>
    public AkkaPlace Place(ParseResult parsed, IReadOnlyList<string> seeds, string? listen) => new(seeds, listen,
        parsed.GetValue(_authority), parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_insecure));

    /// <returns>Nothing where no broker is named.</returns>
    /// <exception cref="ConfigurationException">What is given cannot be used.</exception>
    public BrokerAddress? Address(ParseResult parsed) => parsed.GetValue(_broker) is { } url
        ? BrokerAddress.Parse(url, new BrokerOptions(parsed.GetValue(_passwordFile), parsed.GetValue(_authority),
            parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_insecure)))
        : null;

    /// <summary>The broker that is named, or the one that <c>cluster start</c> started here.</summary>
    /// <exception cref="ConfigurationException">There is neither.</exception>
    public BrokerAddress AddressOrOwn(ParseResult parsed, string user)
    {
        if (Address(parsed) is { } named)
        {
            return named;
        }
        return PrivateBroker.Find(BrokerFolder.Default) is { IsRunning: true } own
            ? BrokerAddress.Parse(own.Url(user), new BrokerOptions(own.Folder.PasswordFile(user)))
            : throw new ConfigurationException("--broker: names none, and none was started on this machine. Write "
                + "--broker amqps://user@host:port/vhost, or start one with agentmarkets cluster start.");
    }
}
