using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>The ports of one broker. All are bound to loopback, but for TLS.</summary>
/// <param name="Amqp">Clients.</param>
/// <param name="Tls">Clients with TLS; unused without certificates.</param>
/// <param name="Management">The management interface and its HTTP calls.</param>
/// <param name="Prometheus">Numbers for Prometheus, at <c>/metrics</c>.</param>
/// <param name="Distribution">Between the nodes of a cluster.</param>
/// <param name="PortMapper">Where nodes ask for each other's distribution port; one for all nodes of a cluster.</param>
public sealed record BrokerPorts(int Amqp, int Tls, int Management, int Prometheus, int Distribution, int PortMapper)
{
    // Below the range that Linux hands to outgoing connections: else, while the broker is down, one of these could take
    // its port, or a client that knocks could be connected to itself.
    private const int Lowest = 20_000, Highest = 32_000;

    /// <summary>Ports that nobody listens at, found by trying.</summary>
    public static BrokerPorts Free()
    {
        var ports = new HashSet<int>();
        while (ports.Count < 6)
        {
            int port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (!ports.Contains(port) && IsFree(port))
            {
                ports.Add(port);
            }
        }
        int[] free = [.. ports];
        return new BrokerPorts(free[0], free[1], free[2], free[3], free[4], free[5]);
    }

    private static bool IsFree(int port)
    {
        // On all interfaces: the one for TLS may be bound there.
        var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            listener.Stop();
        }
    }
}
