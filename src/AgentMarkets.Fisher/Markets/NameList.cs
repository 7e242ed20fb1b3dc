namespace AgentMarkets.Fisher.Markets;

/// <summary>The names of a file, numbered from 0 in the order in which they came, each with the place where it stood
/// first.</summary>
internal sealed class NameList
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly List<string> _names = [];
    private readonly List<(int Line, int Column)> _places = [];
    private int _last;

    public NameList() => _find = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _names.Count;

    public string this[int number] => _names[number];

    /// <summary>Where a name stood first; both from 1, the column counted in cells.</summary>
    public (int Line, int Column) PlaceOf(int number) => _places[number];

    /// <summary>The number of a name, or -1.</summary>
    public int Find(ReadOnlySpan<char> name) => _find.TryGetValue(name, out int number) ? number : -1;

    /// <summary>The number of a name, which is new where it equals the count before.</summary>
    public int Add(ReadOnlySpan<char> name, int line, int column)
    {
        // Files mostly name one buyer many times in a row.
        if (_last < Count && name.SequenceEqual(_names[_last]))
        {
            return _last;
        }
        _last = Find(name);
        if (_last < 0)
        {
            _last = Count;
            _names.Add(name.ToString());
            _places.Add((line, column));
            _numbers.Add(_names[_last], _last);
        }
        return _last;
    }

    /// <summary>The numbers in the ordinal order of their names.</summary>
    public int[] Sorted()
    {
        string[] names = [.. _names];
        int[] numbers = [.. Enumerable.Range(0, Count)];
        Array.Sort(names, numbers, StringComparer.Ordinal);
        return numbers;
    }
}
