namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>What a node does with a job. The numbers are those of <c>sweeps.proto</c>.</summary>
public enum NoteKind
{
    Taken = 0,

    /// <summary>Said every few seconds.</summary>
    Working = 1,

    /// <summary>It goes back, for other nodes.</summary>
    Refused = 2,

    /// <summary>It goes back, to be tried again.</summary>
    Crashed = 3,
}

/// <summary>A node tells a sweep how a job stands; lost where nobody listens: <c>Note</c> of <c>sweeps.proto</c>.
/// </summary>
public sealed record JobNote(string Hash, string Node, NoteKind Kind, string Sentence)
{
    internal byte[] ToBytes()
    {
        var writer = new FieldWriter();
        writer.Text(1, Hash);
        writer.Text(2, Node);
        writer.Number(3, (int)Kind);
        writer.Text(4, Sentence);
        return writer.ToBytes();
    }

    /// <exception cref="InvalidDataException">These bytes are no note.</exception>
    internal static JobNote Of(byte[] bytes)
    {
        var fields = FieldReader.Read(bytes, "a note");
        return new JobNote(fields.Text(1), fields.Text(2), (NoteKind)fields.Number(3), fields.Text(4));
    }
}
