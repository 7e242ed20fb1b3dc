using AgentMarkets.Core.Actors;

namespace AgentMarkets.Lab.Recording;

/// <summary>Tables that are too long to be held: their rows are written as they come, each table into a CSV file of its
/// name, which is there once the table is whole.</summary>
/// <remarks>Nothing of them is kept over a stop: they are told at the very end, and then from their first
/// row.</remarks>
internal sealed class LongTables(RunDirectory run) : IDisposable
{
    private readonly SortedDictionary<string, StreamWriter> _open = new(StringComparer.Ordinal);

    public void Add(TableRows rows)
    {
        if (!_open.TryGetValue(rows.Name, out var file))
        {
            _open.Add(rows.Name, file = run.Begin(TableFile.NameOf(rows.Name)));
            TableFile.WriteHeader(file, rows.Columns);
        }
        TableFile.WriteRows(file, rows.Columns);
    }

    /// <summary>All tables are whole.</summary>
    public void Complete()
    {
        Dispose();
        foreach (string name in _open.Keys)
        {
            run.Complete(TableFile.NameOf(name));
        }
        _open.Clear();
    }

    public void Dispose()
    {
        foreach (var file in _open.Values)
        {
            file.Dispose();
        }
    }
}
