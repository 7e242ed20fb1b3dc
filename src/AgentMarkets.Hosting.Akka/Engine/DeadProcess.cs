using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>Takes members out of the cluster at once whose process is dead for certain.</summary>
/// <remarks>
/// A broken connection tells it within 50 to 60 ms, but a network that was reset breaks connections too. So who hears
/// of one knocks: where the machine itself answers that nobody listens there, the process is gone. Without an answer
/// the cluster's own patience decides.
/// </remarks>
internal static class DeadProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void Bury(Cluster cluster, Address member)
    {
        if (cluster.State.Members.Any(one => one.Address == member && one.Status != MemberStatus.Removed))
        {
            _ = Task.Run(async () =>
            {
                if (await IsDeadAsync(member).ConfigureAwait(false) && !cluster.IsTerminated)
                {
                    cluster.Down(member);
                }
            });
        }
    }

    private static async Task<bool> IsDeadAsync(Address member)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(member.Host!, member.Port!.Value, patience.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
