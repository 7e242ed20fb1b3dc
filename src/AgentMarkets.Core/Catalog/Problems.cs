using System.Text;

namespace AgentMarkets.Core.Catalog;

/// <summary>Collects mistakes, so that a user hears of all of them at once.</summary>
/// <param name="subject">What is being read: the experiment file as the user named it.</param>
public sealed class Problems(string subject)
{
    private const int CellsListed = 20;

    private readonly List<Problem> _all = [];

    public string Subject { get; } = subject;

    public IReadOnlyList<Problem> All => _all;

    public int Count => _all.Count;

    public bool Any => _all.Count > 0;

    public void Add(Problem problem) => _all.Add(problem);

    /// <summary>Adds a problem with the setting at <paramref name="place"/>.</summary>
    /// <param name="value">The value as written, or nothing where the key itself is the mistake.</param>
    /// <param name="rule">What must hold, as the end of a sentence: <c>must be above 0</c>.</param>
    /// <param name="wayOut">A sentence: the nearest name, the choices, an example.</param>
    public void Add(Place place, string? value, string rule, string? wayOut = null)
        => _all.Add(new Problem(place, value, rule, wayOut));

    /// <summary>Adds a problem with a setting known by its dotted key alone.</summary>
    public void Add(string key, string? value, string rule, string? wayOut = null)
        => Add(new Place(Subject, Key: key), value, rule, wayOut);

    /// <summary>Adds a bad cell of a data file.</summary>
    /// <param name="line">From 1, header and comments counted.</param>
    /// <param name="column">From 1, counted in cells.</param>
    public void AddCell(DataFile file, int line, int column, string found, string rule)
        => _all.Add(new Problem(new Place(file.Path, line, column), $"'{found}'", rule, null) { InData = true });

    /// <exception cref="ConfigurationException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ConfigurationException(ToString());
        }
    }

    /// <summary>All problems, one a line under a line that counts them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Subject).Append(": ").Append(Count).Append(Count == 1 ? " problem" : " problems");
        foreach (Problem problem in _all.Where(p => !p.InData).Concat(_all.Where(p => p.InData).Take(CellsListed)))
        {
            text.Append("\n  ").Append(problem.Sentence(Subject));
        }
        int unlisted = _all.Count(p => p.InData) - CellsListed;
        if (unlisted > 0)
        {
            text.Append($"\n  ... and {unlisted} more");
        }
        return text.ToString();
    }
}
