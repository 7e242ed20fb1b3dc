namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A part of a packed run directory, or the notice that the directory lies in the inbox already:
/// <c>ResultPart</c> of <c>sweeps.proto</c>.</summary>
/// <param name="Attempt">Differs each time that the job is played.</param>
/// <param name="Part">From 0.</param>
/// <param name="Parts">Of the package; 0 where the directory lies in the inbox, named by the attempt.</param>
/// <param name="Sha256">Of the whole package.</param>
internal sealed record ResultPart(string Hash, string Attempt, string Node, int Part, int Parts, string Sha256,
    byte[] Content)
{
    /// <summary>Larger ones hold the broker up: 4 MiB take 14 ms.</summary>
    public const int ContentMax = 4 << 20;

    private const int PartsMax = 1 << 20, HexLength = 64;

    public byte[] ToBytes()
    {
        var writer = new FieldWriter();
        writer.Text(1, Hash);
        writer.Text(2, Attempt);
        writer.Text(3, Node);
        writer.Number(4, Part);
        writer.Number(5, Parts);
        writer.Text(6, Sha256);
        writer.Bytes(7, Content);
        return writer.ToBytes();
    }

    /// <exception cref="InvalidDataException">These bytes are no part of a result.</exception>
    public static ResultPart Of(byte[] bytes)
    {
        var fields = FieldReader.Read(bytes, "a result");
        var part = new ResultPart(fields.Text(1), fields.Text(2), fields.Text(3), fields.Number(4), fields.Number(5),
            fields.Text(6), fields.Bytes(7));
        // Hash and attempt become names of files.
        return IsHex(part.Hash) && part.Hash.Length == HexLength && IsHex(part.Attempt) && part.Attempt.Length > 0
            && part.Parts is >= 0 and <= PartsMax && part.Part >= 0 && part.Part < Math.Max(1, part.Parts)
            ? part
            : throw new InvalidDataException("A message is not a result.");
    }

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);
}
