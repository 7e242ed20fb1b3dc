using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Studies;

/// <summary>A study with its settings filled in: the tables, and the runs that they need.</summary>
/// <param name="Choices">The settings with their values, as the user may write them.</param>
public sealed record Study(string Name, string Description, string Source,
    IReadOnlyList<KeyValuePair<string, string>> Choices, IReadOnlyList<PlannedTable> Tables,
    IReadOnlyList<string> Findings)
{
    /// <summary>Every run once, in the order of the tables.</summary>
    public IReadOnlyList<PlannedRun> Runs => [.. Tables.SelectMany(table => table.Cases).Select(one => one.Run)];

    /// <summary>Reads a study file.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public static StudyFile Read(string text, string source, Catalog catalog)
    {
        var problems = new Problems(source);
        var tree = ExperimentText.Parse(text, source, problems);
        var file = tree is null ? null : new Binder(catalog, problems).ReadRecord<StudyFile>(tree);
        problems.ThrowIfAny();
        return file!;
    }

    /// <summary>Plans a study.</summary>
    /// <param name="source">The file as the user names it.</param>
    /// <param name="overrides">Values of its settings, as typed.</param>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public static Study Of(string name, string text, string source, IReadOnlyList<string> overrides, Catalog catalog)
    {
        var file = Read(text, source, catalog);
        var problems = new Problems(source);
        var choices = StudyChoices.Of(file, overrides, problems);
        var tables = new List<PlannedTable>();
        foreach (var table in file.Tables.Where(table => choices.Wants(table.Name)))
        {
            tables.Add(PlannedTable.Of(table, file, choices, name, source, problems));
        }
        string[] findings = [.. file.Findings.Select(text => choices.Fill(text, "findings"))];
        StudyFindings.Check(findings, file, problems);
        problems.ThrowIfAny();
        return new Study(name, file.Description, file.Source, choices.All, tables, findings);
    }
}
