using System.Buffers;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>What came and was not read yet: filled by the engine's threads, read by the one of the host.</summary>
/// <remarks>Frames are decoded by the reader, so that tensors are made where they are used and only when they are
/// wanted. Where a server hears all that comes and was quick the
/// last time, it hears the next on the thread that brought it: to wake another one takes longer than a short step. What
/// takes longer is done on the server's own thread, and leaves the engine's free.</remarks>
/// <param name="device">Where the tensors of messages go.</param>
/// <param name="say">Takes a sentence about bytes that are no frame.</param>
public sealed class FrameInbox(IFrameCodec codec, Device device, Action<string> say)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(5), Glance = TimeSpan.FromSeconds(0.5),
        SignEvery = TimeSpan.FromSeconds(0.1);

    // As often as the runtime's own semaphores look before they sleep.
    private const int MostLooks = 140;

    // All that follows changes under its lock.
    private readonly Queue<Arrival> _arrived = [];
    private Action<Frame, object?>? _serve;
    private bool _works;
    private bool _isQuick;
    private bool _isEnding;
    private Exception? _fault;

    private string _said = "";

    // Under its own.
    private readonly SortedDictionary<string, long> _signs = new(StringComparer.Ordinal);

    /// <summary>Takes a frame whose bytes are good until this returns.</summary>
    public void AddCopy(ReadOnlyMemory<byte> frame)
    {
        if (TryWorkHere(new Arrival(frame, null, null, null)))
        {
            return;
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(rented);
        Put(new Arrival(rented.AsMemory(0, frame.Length), rented, null, null));
    }

    /// <summary>Takes a frame that has come, and gives back what it lies in.</summary>
    /// <param name="from">Who sent it, in the engine's terms.</param>
    public void Add(ArrivingFrame frame, object? from = null)
    {
        var arrival = new Arrival(frame.Rented.AsMemory(0, frame.Length), frame.Rented, null, from);
        if (!TryWorkHere(arrival))
        {
            Put(arrival);
        }
    }

    /// <summary>A part of a frame came from that node: it is a sign of life, and told now and then.</summary>
    public void AddSign(string node)
    {
        lock (_signs)
        {
            if (Stopwatch.GetElapsedTime(_signs.GetValueOrDefault(node)) < SignEvery)
            {
                return;
            }
            _signs[node] = Stopwatch.GetTimestamp();
        }
        Add(new HeardSign(node));
    }

    /// <summary>Takes something that the link itself has found out.</summary>
    public void Add(Heard heard) => Put(new Arrival(default, null, heard, null));

    /// <summary>The next thing, waited for as long as it may take.</summary>
    public Heard? Next(TimeSpan patience) => Next(patience, out _);

    /// <summary>The next thing, and who sent it.</summary>
    public Heard? Next(TimeSpan patience, out object? from)
    {
        long began = Stopwatch.GetTimestamp();
        var left = patience;
        while (TryTake(left, out var arrival))
        {
            if (Read(arrival) is { } heard)
            {
                from = arrival.From;
                return heard;
            }
            left = patience - Stopwatch.GetElapsedTime(began);
        }
        from = null;
        return null;
    }

    /// <summary>Lets somebody hear all frames that come, one after another: on this thread or on the one that brought
    /// it.</summary>
    /// <param name="hear">Takes a frame, and who sent it.</param>
    /// <param name="goesOn">Asked now and then; what it throws, or the server, ends this too.</param>
    public void Serve(Action<Frame, object?> hear, Func<bool> goesOn)
    {
        lock (_arrived)
        {
            _serve = hear;
        }
        try
        {
            while (goesOn())
            {
                if (TryBegin(out var arrival))
                {
                    Work(arrival);
                }
            }
        }
        finally
        {
            lock (_arrived)
            {
                for (_isEnding = true; _works;)
                {
                    Monitor.Wait(_arrived);
                }
                (_serve, _isEnding) = (null, false);
            }
        }
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
        if (patience > TimeSpan.Zero)
        {
            LookForIt();
        }
        lock (_arrived)
        {
            return _arrived.TryDequeue(out arrival)
                || patience > TimeSpan.Zero && Monitor.Wait(_arrived, patience) && _arrived.TryDequeue(out arrival);
        }
    }

    // To be woken takes longer than short steps do. The count may be an old one: then it is woken.
    private void LookForIt()
    {
        var spin = new SpinWait();
        for (int k = 0; k < MostLooks && _arrived.Count == 0; k++)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private bool TryWorkHere(Arrival arrival)
    {
        lock (_arrived)
        {
            if (_serve is null || !_isQuick || _works || _isEnding || _arrived.Count > 0)
            {
                return false;
            }
            _works = true;
        }
        Work(arrival);
        return true;
    }

    private bool TryBegin(out Arrival arrival)
    {
        lock (_arrived)
        {
            if (_fault is null && (_works || _arrived.Count == 0))
            {
                Monitor.Wait(_arrived, Glance);
            }
            if (_fault is not null)
            {
                ExceptionDispatchInfo.Throw(_fault);
            }
            arrival = default;
            return !_works && (_works = _arrived.TryDequeue(out arrival));
        }
    }

    private void Work(Arrival arrival)
    {
        long began = Stopwatch.GetTimestamp();
        Exception? fault = null;
        try
        {
            if (Read(arrival) is HeardFrame { Frame: var frame })
            {
                _serve!(frame, arrival.From);
            }
        }
        catch (Exception e)
        {
            fault = e;
        }
        lock (_arrived)
        {
            _works = false;
            _isQuick = fault is null && Stopwatch.GetElapsedTime(began) < Quick;
            _fault ??= fault;
            if (fault is not null || _arrived.Count > 0 || _isEnding)
            {
                Monitor.Pulse(_arrived);
            }
        }
    }

    private Heard? Read(Arrival arrival)
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
            return null;
        }
        finally
        {
            if (arrival.Rented is { } rented)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <param name="Rented">What the frame lies in, where that is to be given back.</param>
    private readonly record struct Arrival(ReadOnlyMemory<byte> Frame, byte[]? Rented, Heard? Heard, object? From);
}
