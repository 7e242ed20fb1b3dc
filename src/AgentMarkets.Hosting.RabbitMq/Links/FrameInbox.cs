using System.Buffers;
using System.Diagnostics;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>What came and was not read yet: filled by the client's threads, read by the one of the host.</summary>
/// <remarks>Frames are decoded by the reader, so that tensors are made where they are used and only when they are
/// wanted.</remarks>
internal sealed class FrameInbox(IFrameCodec codec, Device device, Action<string> say)
{
    private readonly Queue<Arrival> _arrived = [];
    private readonly FrameParts _parts = new();
    private string _said = "";

    /// <summary>Takes a message that is a frame or a part of one; its body is copied.</summary>
    public void Add(in BrokerMessage message)
    {
        if (message.Properties.Type != Topology.Part)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(message.Body.Length);
            message.Body.CopyTo(rented);
            Put(new Arrival(rented.AsMemory(0, message.Body.Length), rented, null));
        }
        else if (_parts.Add(message.Properties.CorrelationId ?? "", message.Body.Span) is { } frame)
        {
            Put(new Arrival(frame, null, null));
        }
        else if (message.Properties.AppId is { Length: > 0 } node)
        {
            Put(new Arrival(default, null, new HeardSign(node)));
        }
    }

    /// <summary>Takes something that the link itself has found out.</summary>
    public void Add(Heard heard) => Put(new Arrival(default, null, heard));

    /// <summary>The next thing, waited for as long as it may take.</summary>
    public Heard? Next(TimeSpan patience)
    {
        long began = Stopwatch.GetTimestamp();
        var left = patience;
        while (TryTake(left, out var arrival))
        {
            if (arrival.Heard is { } heard)
            {
                return heard;
            }
            try
            {
                return new HeardFrame(codec.Decode(arrival.Frame, device));
            }
            catch (FormatException e)
            {
                // Somebody of another version, who will go on talking: once is enough.
                if (e.Message != _said)
                {
                    say(_said = e.Message);
                }
            }
            finally
            {
                if (arrival.Rented is { } rented)
                {
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
            left = patience - Stopwatch.GetElapsedTime(began);
        }
        return null;
    }

    private void Put(Arrival arrival)
    {
        lock (_arrived)
        {
            _arrived.Enqueue(arrival);
            Monitor.Pulse(_arrived);
        }
    }

    private bool TryTake(TimeSpan patience, out Arrival arrival)
    {
        lock (_arrived)
        {
            return _arrived.TryDequeue(out arrival)
                || patience > TimeSpan.Zero && Monitor.Wait(_arrived, patience) && _arrived.TryDequeue(out arrival);
        }
    }

    /// <param name="Rented">What the frame lies in, where that is to be given back.</param>
    private readonly record struct Arrival(ReadOnlyMemory<byte> Frame, byte[]? Rented, Heard? Heard);
}
