using System.Buffers.Binary;
using System.Text;
using Akka.Actor;

namespace AgentMarkets.Hosting.Akka.Lanes;

/// <summary>What is said first on a lane: who speaks.</summary>
/// <param name="Member">Where it is answered.</param>
/// <param name="Node">Its name, where a node speaks; otherwise empty.</param>
internal sealed record Greeting(Address Member, string Node)
{
    private const int MostBytes = 4096;

    private static readonly byte[] Returned = [(byte)'\n'];

    private static ReadOnlySpan<byte> Word => "agentmarkets/1\n"u8;

    /// <summary>The word that every lane begins with, the number of bytes that follow, the address, a line's end, the
    /// node.</summary>
    public byte[] Bytes()
    {
        byte[] said = Encoding.UTF8.GetBytes($"{Member}\n{Node}");
        byte[] bytes = [.. Word, 0, 0, .. said];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Word.Length), checked((ushort)said.Length));
        return bytes;
    }

    /// <summary>Greets, and waits until that is returned.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public async Task SayAsync(Stream stream, CancellationToken stop)
    {
        await stream.WriteAsync(Bytes(), stop).ConfigureAwait(false);
        if (await stream.ReadAsync(new byte[1], stop).ConfigureAwait(false) == 0)
        {
            throw new IOException("it hung up; is it of the same version, and do both certificates have the same "
                + "authority and name?");
        }
    }

    /// <summary>Hears a greeting, and returns it.</summary>
    /// <returns>Nothing where it is none.</returns>
    /// <exception cref="IOException">The connection ends before it does.</exception>
    public static async Task<Greeting?> HearAsync(Stream stream, CancellationToken stop)
    {
        var greeting = await ReadAsync(stream, stop).ConfigureAwait(false);
        if (greeting is not null)
        {
            await stream.WriteAsync(Returned, stop).ConfigureAwait(false);
        }
        return greeting;
    }

    private static async Task<Greeting?> ReadAsync(Stream stream, CancellationToken stop)
    {
        byte[] head = new byte[Word.Length + sizeof(ushort)];
        await stream.ReadExactlyAsync(head, stop).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(Word.Length));
        if (!head.AsSpan().StartsWith(Word) || length > MostBytes)
        {
            return null;
        }
        byte[] said = new byte[length];
        await stream.ReadExactlyAsync(said, stop).ConfigureAwait(false);
        return Encoding.UTF8.GetString(said).Split('\n') is [var address, var node]
            && Address.TryParse(address, out var member)
                ? new Greeting(member, node)
                : null;
    }
}
