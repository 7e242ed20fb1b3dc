using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Fisher.Markets;

/// <summary>Mistakes in the files of a market, however many there are.</summary>
internal sealed class CellProblems(Problems problems)
{
    // More than any list shows. Behind these only the number counts, and the last one stands for all that follow.
    private const int Kept = 50;

    // Among more names than this, looking at every one for what was meant would take longer than reading the file.
    private const int NamesCompared = 4096;

    private Problem? _last;
    private int _count;

    /// <param name="line">From 1, comments counted.</param>
    /// <param name="column">From 1, counted in cells.</param>
    /// <param name="wayOut">A sentence, made where it will be read.</param>
    public void Add(DataFile file, int line, int column, string found, string rule, Func<string?>? wayOut = null)
    {
        if (_count++ < Kept)
        {
            _last = new Problem(new Place(file.Path, line, column), $"'{found}'", rule, wayOut?.Invoke())
            {
                InData = true,
            };
        }
        problems.Add(_last!);
    }

    /// <summary>Asks whether the nearest of these names was meant; nothing where none is near.</summary>
    public static string? Meant(string name, NameList names)
    {
        int[] sorted = names.Sorted();
        int first = 0;
        if (sorted.Length > NamesCompared)
        {
            // Then those nearby in the alphabet: most misspellings begin well.
            int place = Array.FindIndex(sorted, n => string.CompareOrdinal(names[n], name) > 0);
            place = place < 0 ? sorted.Length : place;
            first = Math.Clamp(place - NamesCompared / 2, 0, sorted.Length - NamesCompared);
        }
        var near = sorted.Skip(first).Take(NamesCompared).Select(n => names[n]);
        return Spelling.Nearest(name, near) is { } meant ? $"Did you mean '{meant}'?" : null;
    }
}
