namespace AgentMarkets.Hosting.Local.Schedules;

/// <summary>Delivers in the order of a trace, so that a failing run can be looked at again; past its end, in order of
/// sending.</summary>
public sealed class Replay(Trace trace) : ISchedule
{
    private readonly Channels _mail = new();
    private int _next;

    public void Add(in Envelope envelope) => _mail.Add(envelope);

    /// <exception cref="InvalidOperationException">The trace's next message is not under way: it is of another
    /// run.</exception>
    public bool TryNext(out Envelope envelope)
    {
        envelope = default;
        if (_mail.Count == 0)
        {
            return false;
        }
        if (_next >= trace.Lines.Count)
        {
            envelope = _mail.Take(0);
            return true;
        }
        var line = trace.Lines[_next++];
        for (int i = 0; i < _mail.Count; i++)
        {
            var candidate = _mail[i];
            if (candidate.From == line.From && candidate.To == line.To && candidate.Message.Round == line.Round
                && candidate.Message.GetType().Name == line.Message)
            {
                envelope = _mail.Take(i);
                return true;
            }
        }
        throw new InvalidOperationException(
            $"Line {_next} of the trace ({line}) is not under way: the trace belongs to another run.");
    }
}
