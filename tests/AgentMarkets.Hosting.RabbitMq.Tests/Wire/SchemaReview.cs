using System.Text.RegularExpressions;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Judges how schemas changed: new fields at the end are fine, others need a new version of the
/// wire.</summary>
internal static partial class SchemaReview
{
    /// <summary>Fields and names of enumerations that were there and are not any more as they were.</summary>
    /// <returns>A sentence each.</returns>
    public static IReadOnlyList<string> Broken(string before, string now)
    {
        var present = Entries(now);
        return [.. Entries(before).Select(entry => present.TryGetValue(entry.Key, out string? line)
            ? line == entry.Value ? "" : $"{entry.Key.Owner} {entry.Key.Number} was '{entry.Value}' and is '{line}'."
            : $"{entry.Key.Owner} {entry.Key.Number} was '{entry.Value}' and is gone.").Where(line => line.Length > 0)];
    }

    /// <summary>The version in a schema's first line.</summary>
    public static int Version(string schema) => int.Parse(VersionLine().Match(schema).Groups[1].Value);

    private static SortedDictionary<(string Owner, int Number), string> Entries(string schema)
    {
        var entries = new SortedDictionary<(string, int), string>();
        string owner = "";
        foreach (string line in schema.Split('\n'))
        {
            if (Head().Match(line) is { Success: true } head)
            {
                owner = head.Groups[1].Value;
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                entries.Add((owner, int.Parse(entry.Groups[2].Value)), entry.Groups[1].Value + entry.Groups[3].Value);
            }
        }
        return entries;
    }

    [GeneratedRegex(@"version (\d+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^(?:message|enum) (\w+) ")]
    private static partial Regex Head();

    [GeneratedRegex(@"^ +(.*\w) = (\d+)(.*);$")]
    private static partial Regex Entry();
}
