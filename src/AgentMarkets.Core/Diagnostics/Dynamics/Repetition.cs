namespace AgentMarkets.Core.Diagnostics;

/// <summary>Notices that a deterministic update has come back to where it was, bit by bit: from there on it repeats
/// itself.</summary>
/// <remarks>Brent (1980): each state is compared with the one kept at the last power of two.</remarks>
internal sealed class Repetition
{
    private readonly List<double[]> _kept = [];
    private int _since, _until = 1;

    /// <summary>Looks at the next state.</summary>
    /// <returns>After how many rounds it repeats itself; 0 where that is not known yet.</returns>
    public int Closes(params ReadOnlySpan<double[]> state)
    {
        _since++;
        if (_kept.Count > 0 && IsKept(state))
        {
            return _since;
        }
        if (_kept.Count == 0 || _since == _until)
        {
            _until *= 2;
            _since = 0;
            _kept.Clear();
            foreach (double[] part in state)
            {
                _kept.Add([.. part]);
            }
        }
        return 0;
    }

    private bool IsKept(ReadOnlySpan<double[]> state)
    {
        for (int i = 0; i < state.Length; i++)
        {
            if (!state[i].AsSpan().SequenceEqual(_kept[i]))
            {
                return false;
            }
        }
        return true;
    }
}
