using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>What came and was not read yet: filled by the engine's threads, read by the one of the host.</summary>
/// <remarks>Frames are decoded by the reader, so that tensors are made where they are used and only when they are
/// wanted. Parts of one sender are taken by one thread at a time.</remarks>
/// <param name="device">Where the tensors of messages go.</param>
/// <param name="say">Takes a sentence about bytes that are no frame.</param>
public sealed class FrameInbox(IFrameCodec codec, Device device, Action<string> say) : IDisposable
{
    private readonly BlockingCollection<Arrival> _arrived = [];
    private readonly FrameParts _parts = new();
    private string _said = "";

    /// <summary>Takes a frame, of which it makes a copy.</summary>
    public void AddCopy(ReadOnlySpan<byte> frame)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(rented);
        _arrived.Add(new Arrival(rented.AsMemory(0, frame.Length), rented, null, null));
    }

    /// <summary>Takes a frame that nobody writes into any more.</summary>
    /// <param name="from">Who sent it, in the engine's terms.</param>
    public void Add(ReadOnlyMemory<byte> frame, object? from = null) =>
        _arrived.Add(new Arrival(frame, null, null, from));

    /// <summary>Takes a part of a frame.</summary>
    /// <param name="name">As <see cref="FrameParts.Of"/> named it.</param>
    /// <param name="node">The node that sent it, of which it is a sign of life; none where it came from a
    /// driver.</param>
    public void AddPart(string name, ReadOnlySpan<byte> part, string? node, object? from = null)
    {
        if (_parts.Add(name, part) is { } frame)
        {
            Add(frame, from);
        }
        else if (!string.IsNullOrEmpty(node))
        {
            Add(new HeardSign(node));
        }
    }

    /// <summary>Takes something that the link itself has found out.</summary>
    public void Add(Heard heard) => _arrived.Add(new Arrival(default, null, heard, null));

    /// <summary>The next thing, waited for as long as it may take.</summary>
    public Heard? Next(TimeSpan patience) => Next(patience, out _);

    /// <summary>The next thing, and who sent it.</summary>
    public Heard? Next(TimeSpan patience, out object? from)
    {
        long began = Stopwatch.GetTimestamp();
        var left = patience;
        while (_arrived.TryTake(out var arrival, left > TimeSpan.Zero ? left : TimeSpan.Zero))
        {
            from = arrival.From;
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
        from = null;
        return null;
    }

    public void Dispose() => _arrived.Dispose();

    /// <param name="Rented">What the frame lies in, where that is to be given back.</param>
    private readonly record struct Arrival(ReadOnlyMemory<byte> Frame, byte[]? Rented, Heard? Heard, object? From);
}
