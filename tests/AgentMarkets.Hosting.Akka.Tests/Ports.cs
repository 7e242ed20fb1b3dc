using System.Net;
using System.Net.Sockets;

namespace AgentMarkets.Hosting.Akka.Tests;

/// <summary>Ports for members that are found by them.</summary>
internal static class Ports
{
    /// <summary>One on which nobody listens, below those that the system hands out by itself.</summary>
    public static int Free()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            int port = Random.Shared.Next(20000, 32000);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens.
            }
        }
    }
}
