using System.Buffers;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>A frame of which more is to come, in an array of <see cref="ArrayPool{T}.Shared"/>.</summary>
/// <remarks>How large it will be says the sender, who may be wrong: the array grows with what has come.</remarks>
/// <param name="expected">Bytes to begin with.</param>
public sealed class ArrivingFrame(int expected)
{
    /// <summary>What it lies in, from the beginning on. Who takes the frame gives it back.</summary>
    public byte[] Rented { get; private set; } = ArrayPool<byte>.Shared.Rent(expected);

    /// <summary>Bytes that have come.</summary>
    public int Length { get; private set; }

    /// <summary>Where the next bytes go; <see cref="Came"/> says how many did.</summary>
    /// <param name="bytes">How many there must be room for, at least.</param>
    public Memory<byte> Room(int bytes)
    {
        if (Rented.Length - Length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength,
                Math.Max(2L * Rented.Length, Length + (long)bytes)));
            Rented.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Rented);
            Rented = larger;
        }
        return Rented.AsMemory(Length);
    }

    public void Came(int bytes) => Length += bytes;

    public void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(Room(part.Length).Span);
        Came(part.Length);
    }

    /// <summary>Nobody will take it: the rest does not come.</summary>
    public void GiveUp() => ArrayPool<byte>.Shared.Return(Rented);
}
