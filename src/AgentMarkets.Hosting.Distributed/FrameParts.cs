using System.Buffers;
using System.Globalization;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Frames in parts that no engine finds too large, and whole again.</summary>
/// <remarks>One sender's parts come in order, and of one frame after the other: where they do not, a part was lost, and
/// with it the frame.</remarks>
public sealed class FrameParts
{
    /// <summary>Bytes of a part. Brokers accept 16 MiB and more; a sign of life waits behind one part at
    /// most.</summary>
    public const int Largest = 4 << 20;

    private const int MostSenders = 1024, Smallest = 32 << 10;
    private static readonly long Most = Array.MaxLength / Smallest;

    private readonly SortedDictionary<string, Begun> _begun = new(StringComparer.Ordinal);

    /// <summary>The parts of a frame, about equally large, each with its name: frame/index/count.</summary>
    /// <param name="largest">Bytes of a part at most, from 32 KiB to <see cref="Largest"/>.</param>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Part)> Of(ReadOnlyMemory<byte> frame,
        int largest = Largest)
    {
        string id = Guid.NewGuid().ToString("n");
        int count = (frame.Length + largest - 1) / largest;
        for (int i = 0; i < count; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{id}/{i}/{count}"),
                frame[(int)((long)frame.Length * i / count)..(int)((long)frame.Length * (i + 1) / count)]);
        }
    }

    /// <summary>Takes a part.</summary>
    /// <returns>The frame, where this was its last part: in the beginning of an array that is given back to
    /// <see cref="ArrayPool{T}.Shared"/> once it was read.</returns>
    public (byte[] Rented, int Length)? Add(string name, ReadOnlySpan<byte> part)
    {
        string[] words = name.Split('/');
        if (words.Length != 3 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out int index)
            || !int.TryParse(words[2], CultureInfo.InvariantCulture, out int count)
            || index < 0 || index >= count || count > Most || part.Length > Largest)
        {
            return null;
        }
        string id = words[0];
        if (index == 0)
        {
            while (_begun.Count >= MostSenders)
            {
                Forget(_begun.Keys.First());
            }
            Forget(id);
            _begun[id] = new Begun(part.Length);
        }
        if (!_begun.TryGetValue(id, out var begun) || begun.Parts != index
            || begun.Length + (long)part.Length > Array.MaxLength)
        {
            Forget(id);
            return null;
        }
        begun.Append(part);
        return index == count - 1 && _begun.Remove(id) ? (begun.Rented, begun.Length) : null;
    }

    private void Forget(string id)
    {
        if (_begun.Remove(id, out var begun))
        {
            ArrayPool<byte>.Shared.Return(begun.Rented);
        }
    }

    /// <summary>A frame of which more parts are to come. How many there are says the sender, who may be wrong: the
    /// array grows with what has come.</summary>
    private sealed class Begun(int expected)
    {
        public byte[] Rented { get; private set; } = ArrayPool<byte>.Shared.Rent(expected);

        public int Length { get; private set; }

        public int Parts { get; private set; }

        public void Append(ReadOnlySpan<byte> part)
        {
            if (Rented.Length - Length < part.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength,
                    Math.Max(2L * Rented.Length, Length + (long)part.Length)));
                Rented.AsSpan(0, Length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(Rented);
                Rented = larger;
            }
            part.CopyTo(Rented.AsSpan(Length));
            Length += part.Length;
            Parts++;
        }
    }
}
