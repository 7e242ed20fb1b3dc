using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.Akka;

/// <summary>Where a member of the cluster listens: <c>host:port</c>.</summary>
/// <param name="Port">0: any that is free.</param>
public readonly record struct Endpoint(string Host, int Port)
{
    public bool IsLoopback => Host == "localhost" || IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip);

    /// <summary>Whether the host is a name or an address of this machine.</summary>
    public bool IsHere
    {
        get
        {
            if (IsLoopback)
            {
                return true;
            }
            try
            {
                var own = Dns.GetHostAddresses(Dns.GetHostName());
                return Dns.GetHostAddresses(Host).Any(own.Contains);
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <param name="option">Of the command line, for the sentence of an error.</param>
    /// <exception cref="ConfigurationException">It is not written so.</exception>
    public static Endpoint Parse(string text, string option, bool anyPort = false)
    {
        int colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int port)
            && port >= (anyPort ? 0 : 1) && port <= ushort.MaxValue
            && Uri.CheckHostName(text[..colon]) is UriHostNameType.Dns or UriHostNameType.IPv4)
        {
            return new Endpoint(text[..colon], port);
        }
        throw new ConfigurationException($"{option} {text}: is not host:port, such as 10.0.0.1:4053.");
    }

    /// <summary>Where a member is reached, and where it takes frames: <c>host:port,port</c>, or without the second for
    /// any that is free.</summary>
    /// <exception cref="ConfigurationException">It is not written so.</exception>
    public static (Endpoint Own, int LanePort) ParseOwn(string text, string option)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        var own = Parse(comma < 0 ? text : text[..comma], option, anyPort: true);
        return (own, comma < 0 ? 0 : Parse($"{own.Host}:{text[(comma + 1)..]}", option, anyPort: true).Port);
    }

    /// <summary>The address of this machine from which the other one is reached, and any free port.</summary>
    public Endpoint Facing()
    {
        if (IsLoopback)
        {
            return new Endpoint("127.0.0.1", 0);
        }
        // Connecting a datagram socket sends nothing: it only asks the routes.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(Host, Port);
            return new Endpoint($"{((IPEndPoint)socket.LocalEndPoint!).Address}", 0);
        }
        catch (SocketException e)
        {
            throw new ConfigurationException($"--seed-node {this}: {e.Message}.");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
