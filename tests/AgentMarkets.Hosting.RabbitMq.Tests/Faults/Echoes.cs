using System.Collections.Concurrent;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Sends frames of a run once more, and late, by a client of its own: as a network does that
/// repeats.</summary>
internal sealed class Echoes : IDisposable
{
    private readonly BlockingCollection<(string Queue, byte[] Frame, long At)> _kept = [];
    private readonly Random _random;
    private readonly Thread _sender;
    private readonly Action<string> _trouble;
    private string _session = "";

    /// <param name="share">Of the frames.</param>
    /// <param name="late">Milliseconds at most.</param>
    public Echoes(BrokerFixture broker, WatchedLink link, int seed, double share, int late, Action<string> trouble)
    {
        (_random, _trouble) = (new Random(seed), trouble);
        link.Passing = (node, frame) =>
        {
            _session = frame is Command command ? command.Session : _session;
            // Frames of one part only: the others have names by which their parts find each other.
            if (_random.NextDouble() < share
                && BrokerDriver.Codec.Encode(frame) is { Length: < FrameParts.Largest } bytes)
            {
                string queue = node is null ? Topology.DriverQueue(_session) : Topology.NodeQueue(node);
                _kept.Add((queue, bytes, Environment.TickCount64 + _random.Next(late)));
            }
        };
        _sender = new Thread(() => Send(broker));
        _sender.Start();
    }

    /// <summary>Copies sent.</summary>
    public int Count { get; private set; }

    public void Dispose()
    {
        _kept.CompleteAdding();
        _sender.Join();
        _kept.Dispose();
    }

    private void Send(BrokerFixture broker)
    {
        try
        {
            using var connection = Client.Connect(broker.Url(), broker.Password()).GetAwaiter().GetResult();
            using var channel = connection.CreateChannelAsync().GetAwaiter().GetResult();
            foreach (var (queue, frame, at) in _kept.GetConsumingEnumerable())
            {
                Thread.Sleep((int)Math.Max(0, at - Environment.TickCount64));
                channel.BasicPublishAsync("", queue, mandatory: false, new BasicProperties(),
                    (ReadOnlyMemory<byte>)frame).AsTask().GetAwaiter().GetResult();
                Count++;
            }
        }
        catch (Exception e)
        {
            _trouble($"echoes ended: {e.Message}");
        }
    }
}
