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

    private readonly SortedDictionary<string, List<byte[]>> _begun = new(StringComparer.Ordinal);

    /// <summary>The parts of a frame, each with its name: frame/index/count.</summary>
    /// <param name="largest">Bytes of a part, from 32 KiB to <see cref="Largest"/>.</param>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Part)> Of(ReadOnlyMemory<byte> frame,
        int largest = Largest)
    {
        string id = Guid.NewGuid().ToString("n");
        int count = (frame.Length + largest - 1) / largest;
        for (int i = 0; i < count; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{id}/{i}/{count}"),
                frame.Slice(i * largest, Math.Min(largest, frame.Length - i * largest)));
        }
    }

    /// <summary>Takes a part.</summary>
    /// <returns>The frame, where this was its last part.</returns>
    public byte[]? Add(string name, ReadOnlySpan<byte> part)
    {
        string[] words = name.Split('/');
        if (words.Length != 3 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out int index)
            || !int.TryParse(words[2], CultureInfo.InvariantCulture, out int count)
            || index < 0 || index >= count || count > Most || part.Length > Largest)
        {
            return null;
        }
        if (index == 0)
        {
            while (_begun.Count >= MostSenders)
            {
                _begun.Remove(_begun.Keys.First());
            }
            _begun[words[0]] = [];
        }
        if (!_begun.TryGetValue(words[0], out var parts) || parts.Count != index)
        {
            _begun.Remove(words[0]);
            return null;
        }
        parts.Add(part.ToArray());
        if (index < count - 1)
        {
            return null;
        }
        _begun.Remove(words[0]);
        return Joined(parts);
    }

    private static byte[] Joined(List<byte[]> parts)
    {
        byte[] frame = GC.AllocateUninitializedArray<byte>(parts.Sum(part => part.Length));
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(frame, at);
            at += part.Length;
        }
        return frame;
    }
}
