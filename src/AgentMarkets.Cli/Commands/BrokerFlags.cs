using System.CommandLine;
using AgentMarkets.Hosting.RabbitMq.Links;

namespace AgentMarkets.Cli.Commands;

/// <summary>The options that say which broker, and how it is trusted.</summary>
internal sealed class BrokerFlags
{
    private readonly Option<string?> _broker;

    private readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = $"A file of mode 600 with the broker's password; without it {BrokerPassword.Variable} says it.",
    };

    private readonly Option<string?> _authority = new("--ca")
    {
        Description = "PEM file of whom to trust; without it whom the system trusts.",
    };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "PEM file of this client's certificate.",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "PEM file of its key, of mode 600.",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Speaks to another machine without TLS.",
    };

    /// <param name="isNeeded">Whether the verb does nothing without a broker.</param>
    public BrokerFlags(string description, bool isNeeded) =>
        _broker = new("--broker") { Description = description, Required = isNeeded };

    public IEnumerable<Option> Options => [_broker, _passwordFile, _authority, _certificate, _key, _insecure];

    /// <returns>Nothing where no broker is named.</returns>
    /// <exception cref="Core.Catalog.ConfigurationException">The address or a file is wrong.</exception>
    public BrokerAddress? Of(ParseResult parsed) => parsed.GetValue(_broker) is not { } url ? null
        : BrokerAddress.Parse(url, new BrokerOptions(parsed.GetValue(_passwordFile), parsed.GetValue(_authority),
            parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_insecure)));
}
