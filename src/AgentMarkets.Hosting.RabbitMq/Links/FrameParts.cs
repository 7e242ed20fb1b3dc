using System.Globalization;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Frames in parts that no broker finds too large, and whole again.</summary>
/// <remarks>One sender's parts come in order, and of one frame after the other: where they do not, a part was lost, and
/// with it the frame.</remarks>
internal sealed class FrameParts
{
    /// <summary>Bytes of a part. Brokers accept 16 MiB and more; a sign of life waits behind one part at
    /// most.</summary>
    public const int Largest = 4 << 20;

    private const int MostSenders = 1024;
    private static readonly int s_most = Array.MaxLength / Largest + 1;

    private readonly SortedDictionary<string, Begun> _begun = new(StringComparer.Ordinal);

    /// <summary>The parts of a frame, about equally large, each with its name: frame/index/count.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Part)> Of(ReadOnlyMemory<byte> frame)
    {
        string id = Guid.NewGuid().ToString("n");
        int count = (int)((frame.Length + (long)Largest - 1) / Largest);
        for (int i = 0; i < count; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{id}/{i}/{count}"),
                frame[(int)((long)frame.Length * i / count)..(int)((long)frame.Length * (i + 1) / count)]);
        }
    }

    /// <summary>Takes a part.</summary>
    /// <returns>The frame, where this was its last part.</returns>
    public ArrivingFrame? Add(string name, ReadOnlySpan<byte> part)
    {
        string[] words = name.Split('/');
        if (words.Length != 3 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out int index)
            || !int.TryParse(words[2], CultureInfo.InvariantCulture, out int count)
            || index < 0 || index >= count || count > s_most || part.Length > Largest)
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
            _begun[id] = new Begun(new ArrivingFrame(part.Length));
        }
        if (!_begun.TryGetValue(id, out var begun) || begun.Parts != index
            || begun.Frame.Length + (long)part.Length > Array.MaxLength)
        {
            Forget(id);
            return null;
        }
        begun.Frame.Append(part);
        begun.Parts++;
        return index == count - 1 && _begun.Remove(id) ? begun.Frame : null;
    }

    private void Forget(string id)
    {
        if (_begun.Remove(id, out var begun))
        {
            begun.Frame.GiveUp();
        }
    }

    private sealed record Begun(ArrivingFrame Frame)
    {
        public int Parts { get; set; }
    }
}
