namespace AgentMarkets.Core.Data;

/// <summary>The lines of a data file that count, one after the other and without a copy: neither empty ones nor
/// <c>#</c> comments, and no byte order mark.</summary>
public ref struct CsvLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text.TrimStart('\uFEFF');

    /// <summary>The present line, without its end.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Its number, from 1, comments and empty lines counted.</summary>
    public int Number { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOfAny('\r', '\n');
            Current = end < 0 ? _rest : _rest[..end];
            int ending = end >= 0 && _rest[end..].StartsWith("\r\n") ? 2 : 1;
            _rest = end < 0 ? default : _rest[(end + ending)..];
            Number++;
            if (!Current.IsWhiteSpace() && Current[0] != '#')
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>The cells of one line, one after the other; only a cell with a quote inside quotes is copied.</summary>
public ref struct CsvCells(ReadOnlySpan<char> line)
{
    /// <summary>What must hold of <see cref="IsWhole"/>, as the end of a sentence.</summary>
    public const string WholeRule = "a cell in quotes must end with one, right before its comma";

    private ReadOnlySpan<char> _rest = line;
    private bool _isOver;

    /// <summary>The present cell: without the spaces around it, or as it stands between its quotes.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Whether all cells in quotes so far were well formed.</summary>
    public bool IsWhole { get; private set; } = true;

    public bool MoveNext()
    {
        if (_isOver)
        {
            return false;
        }
        int comma = _rest.IndexOf(',');
        Current = (comma < 0 ? _rest : _rest[..comma]).Trim();
        if (Current.Length > 0 && Current[0] == '"')
        {
            comma = ReadQuoted(_rest.IndexOf('"') + 1);
        }
        _isOver = comma < 0;
        _rest = _isOver ? default : _rest[(comma + 1)..];
        return true;
    }

    /// <returns>The place of the comma behind it, or -1.</returns>
    private int ReadQuoted(int start)
    {
        int end = start;
        bool isDoubled = false;
        while (end < _rest.Length && (_rest[end] != '"' || _rest[(end + 1)..].StartsWith("\"")))
        {
            isDoubled |= _rest[end] == '"';
            end += _rest[end] == '"' ? 2 : 1;
        }
        var content = _rest[start..Math.Min(end, _rest.Length)];
        Current = isDoubled ? content.ToString().Replace("\"\"", "\"") : content;
        var behind = _rest[Math.Min(end + 1, _rest.Length)..];
        int comma = behind.IndexOf(',');
        IsWhole &= end < _rest.Length && (comma < 0 ? behind : behind[..comma]).IsWhiteSpace();
        return comma < 0 ? -1 : end + 1 + comma;
    }
}
