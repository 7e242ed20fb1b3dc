using System.Text.RegularExpressions;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Studies;

/// <summary>What a user chose in a study: the size, the tables, and its settings one by one.</summary>
internal sealed partial class StudyChoices
{
    private const string Size = "size", Small = "small", Full = "full", Tables = "tables";

    private readonly Dictionary<string, string> _values;
    private readonly string[]? _tables;
    private readonly Problems _problems;

    private StudyChoices(IReadOnlyList<KeyValuePair<string, string>> all, string[]? tables, Problems problems)
    {
        All = all;
        _values = all.ToDictionary(choice => choice.Key, choice => choice.Value);
        (_tables, _problems) = (tables, problems);
    }

    /// <summary>The size and every setting, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All { get; }

    public static StudyChoices Of(StudyFile file, IReadOnlyList<string> overrides, Problems problems)
    {
        var written = new Dictionary<string, string>();
        string[] known = [Size, Tables, .. file.Settings.Select(setting => setting.Name)];
        foreach (var change in overrides.Select(text => Override.Parse(text, problems)).OfType<Override>())
        {
            if (change.Adds || !known.Contains(change.Key))
            {
                problems.Add(new Place(change.Source), null, "no such setting",
                    Spelling.WayOut(change.Key, "Settings of this study", known));
            }
            written[change.Key] = change.Written;
        }
        string size = written.GetValueOrDefault(Size, Small);
        Require(Size, size, [Small, Full], problems);
        string[]? tables = written.TryGetValue(Tables, out string? some) ? some.Trim('[', ']').Split(',') : null;
        foreach (string table in tables ?? [])
        {
            Require(Tables, table, [.. file.Tables.Select(t => t.Name)], problems);
        }
        return new StudyChoices(
        [
            KeyValuePair.Create(Size, size),
            .. file.Settings.Select(setting => KeyValuePair.Create(setting.Name, written.GetValueOrDefault(setting.Name,
                size == Full ? setting.Full ?? setting.Small : setting.Small))),
        ], tables, problems);
    }

    public bool Wants(string table) => _tables is null || _tables.Contains(table);

    /// <summary>The text with the values of settings in place of their names.</summary>
    /// <param name="place">Where it stands.</param>
    public string Fill(string text, string place) => Names().Replace(text, found =>
    {
        string name = found.Groups[1].Value;
        if (_values.TryGetValue(name, out string? value))
        {
            return value;
        }
        _problems.Add(place, found.Value, "no such setting of this study",
            Spelling.WayOut(name, "Settings", [.. _values.Keys]));
        return "";
    });

    private static void Require(string key, string value, string[] choices, Problems problems)
    {
        if (!choices.Contains(value))
        {
            problems.Add(key, $"'{value}'", "no such choice",
                Spelling.WayOut(value, "Choices", choices));
        }
    }

    [GeneratedRegex(@"\{([a-z][a-z0-9-]*)\}")]
    private static partial Regex Names();
}
