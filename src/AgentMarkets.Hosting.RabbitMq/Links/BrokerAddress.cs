using System.Globalization;
using System.Net;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Where a broker is and as whom to speak to it: <c>amqp(s)://user@host:port/vhost</c>.</summary>
/// <remarks>The password comes from elsewhere (<see cref="BrokerPassword"/>) and is in no text that this class gives.
/// </remarks>
public sealed class BrokerAddress
{
    private const int PlainPort = 5672, TlsPort = 5671;

    private BrokerAddress(Uri uri, string user, string virtualHost, BrokerOptions options)
    {
        IsTls = uri.Scheme == "amqps";
        Host = uri.IdnHost.Trim('[', ']');
        Port = uri.Port > 0 ? uri.Port : IsTls ? TlsPort : PlainPort;
        (User, VirtualHost) = (user, virtualHost);
        Password = BrokerPassword.Find(options.PasswordFile, user);
        Tls = IsTls ? new ClientTls(Host, options) : null;
    }

    public string Host { get; }

    public int Port { get; }

    public string User { get; }

    public string VirtualHost { get; }

    public bool IsTls { get; }

    /// <summary>Whether the broker is on this machine, so that nothing goes over a network.</summary>
    public bool IsLoopback => IsOnLoopback(Host);

    internal string Password { get; }

    internal ClientTls? Tls { get; }

    /// <exception cref="ConfigurationException">This is no such address, or carries what it must not, or nobody says
    /// the password; the sentence says the way out.</exception>
    public static BrokerAddress Parse(string url, BrokerOptions? options = null)
    {
        options ??= new BrokerOptions();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length == 0)
        {
            // The text may hold a password in a place where nobody looks for one: it is not repeated.
            throw Wrong("this is no address of a broker", "Write amqps://user@host:5671/vhost, "
                + "or amqp://user@localhost:5672/vhost for one on this machine.");
        }
        string[] user = uri.UserInfo.Split(':');
        if (user.Length > 1)
        {
            throw Wrong("a password in an address is seen by everybody who lists processes", "Write "
                + $"{uri.Scheme}://{user[0]}@{uri.Authority}{uri.AbsolutePath}, and put the password into "
                + $"{BrokerPassword.Variable} or a file of mode 600 (--password-file).");
        }
        if (user[0].Length == 0)
        {
            throw Wrong($"{url} does not say as whom to connect", $"Write {uri.Scheme}://user@{uri.Authority}"
                + $"{uri.AbsolutePath}.");
        }
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Wrong("an address ends with the virtual host", "Leave out what follows it.");
        }
        if (uri.Scheme == "amqp" && !IsOnLoopback(uri.IdnHost) && !options.AllowPlain)
        {
            throw Wrong($"{uri.Host} is another machine, and amqp:// would send the password in clear text",
                $"Write amqps://{user[0]}@{uri.Host}{uri.AbsolutePath}, or --insecure if the network is safe.");
        }
        if (uri.Scheme == "amqp" && options.Files is [var first, ..])
        {
            throw Wrong($"{first} is for TLS, and this is amqp://", "Write amqps://, or leave it out.");
        }
        return new BrokerAddress(uri, Uri.UnescapeDataString(user[0]), VirtualHostOf(uri), options);
    }

    /// <summary>The same broker, as seen by an operator: without a password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsTls ? "amqps" : "amqp")}://{Uri.EscapeDataString(User)}@")
        + string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}")
        + (VirtualHost == "/" ? "" : $"/{Uri.EscapeDataString(VirtualHost)}");

    private static bool IsOnLoopback(string host) => host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string VirtualHostOf(Uri uri)
    {
        string path = uri.AbsolutePath.TrimStart('/');
        return path.Contains('/')
            ? throw Wrong($"'{path}' is no name of a virtual host", "A / within a name is written %2f.")
            : path.Length == 0 ? "/" : Uri.UnescapeDataString(path);
    }

    private static ConfigurationException Wrong(string what, string wayOut) => new($"--broker: {what}. {wayOut}");
}

/// <summary>What goes with an address of a broker, as an operator gives it.</summary>
/// <param name="PasswordFile">Nothing: what the environment says.</param>
/// <param name="Authority">PEM file of whom to trust; nothing: whom the system trusts.</param>
/// <param name="Certificate">PEM file of the client's certificate.</param>
/// <param name="Key">PEM file of its key, of mode 600.</param>
/// <param name="AllowPlain">Whether another machine may be spoken to without TLS.</param>
public sealed record BrokerOptions(string? PasswordFile = null, string? Authority = null, string? Certificate = null,
    string? Key = null, bool AllowPlain = false)
{
    /// <summary>The options of TLS that are given.</summary>
    internal IReadOnlyList<string> Files => [.. new[]
    {
        (Authority, "--ca"), (Certificate, "--certificate"), (Key, "--key"),
    }.Where(file => file.Item1 is not null).Select(file => file.Item2)];
}
