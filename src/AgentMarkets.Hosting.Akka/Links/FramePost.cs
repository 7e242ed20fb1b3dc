using System.Buffers.Binary;
using System.Text;
using AgentMarkets.Hosting.Akka.Engine;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;

namespace AgentMarkets.Hosting.Akka.Links;

/// <summary>Frames as parcels, the large ones in numbered parts, and back. Thread-safe.</summary>
/// <remarks>The engine promises nothing: what cannot be sent is lost, and the numbering of commands makes up for
/// it.</remarks>
/// <param name="node">Who sends, where it is a node: its parts say so, as signs of life.</param>
internal sealed class FramePost(IFrameCodec codec, string? node = null)
{
    // The engine copies a message several times, and arrays from 85,000 bytes on cost the runtime a full collection.
    private const int PartBytes = 80_000;

    /// <exception cref="FormatException">The frame cannot be encoded.</exception>
    public void Send(IEnumerable<IActorRef> to, IActorRef from, Frame frame)
    {
        IActorRef[] hearers = [.. to];
        if (hearers.Length == 0)
        {
            return;
        }
        // Each goes out while the next is cut.
        foreach (var parcel in Parcels(EncodedFrame.Of(codec, frame)))
        {
            Array.ForEach(hearers, hearer => hearer.Tell(parcel, from));
        }
    }

    /// <summary>Hands a parcel that is a frame, or a part of one, to who reads them.</summary>
    /// <returns>False where it is something else.</returns>
    public static bool TryHear(FrameInbox inbox, Parcel parcel, IActorRef from)
    {
        if (parcel.Kind == Kinds.Frame)
        {
            inbox.Add(parcel.Bytes, from);
            return true;
        }
        if (parcel.Kind != Kinds.Part)
        {
            return false;
        }
        var left = parcel.Bytes.AsSpan();
        if (TryTake(ref left, out string name) && TryTake(ref left, out string sender))
        {
            inbox.AddPart(name, left, sender, from);
        }
        return true;
    }

    // The engine keeps what it is given, so that each parcel has an array of its own.
    private IEnumerable<Parcel> Parcels(ReadOnlyMemory<byte> frame) => frame.Length <= PartBytes
        ? [new Parcel(Kinds.Frame, frame.ToArray())]
        : FrameParts.Of(frame, PartBytes).Select(part => Parcel(part.Name, part.Part.Span));

    private Parcel Parcel(string name, ReadOnlySpan<byte> part)
    {
        byte[] parcel = GC.AllocateUninitializedArray<byte>(Bytes(name) + Bytes(node ?? "") + part.Length);
        var left = parcel.AsSpan();
        Put(ref left, name);
        Put(ref left, node ?? "");
        part.CopyTo(left);
        return new Parcel(Kinds.Part, parcel);
    }

    private static int Bytes(string word) => sizeof(ushort) + Encoding.UTF8.GetByteCount(word);

    // A word in a part: the number of its bytes, and they.
    private static void Put(ref Span<byte> left, string word)
    {
        int length = Encoding.UTF8.GetBytes(word, left[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(left, checked((ushort)length));
        left = left[(sizeof(ushort) + length)..];
    }

    private static bool TryTake(ref Span<byte> left, out string word)
    {
        word = "";
        if (left.Length < sizeof(ushort))
        {
            return false;
        }
        int length = BinaryPrimitives.ReadUInt16LittleEndian(left);
        if (left.Length < sizeof(ushort) + length)
        {
            return false;
        }
        word = Encoding.UTF8.GetString(left.Slice(sizeof(ushort), length));
        left = left[(sizeof(ushort) + length)..];
        return true;
    }
}
