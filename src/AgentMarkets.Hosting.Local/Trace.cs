using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local;

/// <summary>The deliveries of a run in their order: enough to repeat it, and to see where two runs part.</summary>
public sealed class Trace
{
    private readonly List<TraceLine> _lines = [];

    public IReadOnlyList<TraceLine> Lines => _lines;

    internal void Note(ActorId from, ActorId to, IMessage message) =>
        _lines.Add(new TraceLine(from, to, message.GetType().Name, message.Round));

    /// <summary>One line a delivery: <c>from to message round</c>.</summary>
    public void Write(TextWriter writer)
    {
        foreach (var line in _lines)
        {
            writer.WriteLine(line);
        }
    }

    /// <exception cref="FormatException">A line does not have four parts.</exception>
    public static Trace Read(TextReader reader)
    {
        var trace = new Trace();
        while (reader.ReadLine() is { } text)
        {
            string[] parts = text.Split(' ');
            if (parts.Length != 4 || !long.TryParse(parts[3], out long round))
            {
                throw new FormatException($"'{text}' is not a line of a trace: write from, to, message, round.");
            }
            trace._lines.Add(new TraceLine(ActorId.Parse(parts[0]), ActorId.Parse(parts[1]), parts[2], round));
        }
        return trace;
    }
}

/// <summary>One delivery.</summary>
public readonly record struct TraceLine(ActorId From, ActorId To, string Message, long Round)
{
    public override string ToString() => $"{From} {To} {Message} {Round}";
}
