using System.Globalization;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Lab.Studies;

/// <summary>Texts by name, in the order written.</summary>
public sealed class StudyTexts : ICustomSetting<StudyTexts>
{
    public static StudyTexts None { get; } = new();

    public static string Words => "a block of texts such as { \"solver\": \"naive\" }";

    public IReadOnlyList<KeyValuePair<string, string>> All { get; private init; } = [];

    public static StudyTexts Of(string key, string text) => new() { All = [KeyValuePair.Create(key, text)] };

    public static StudyTexts? Read(Node node, Place place, Problems problems)
    {
        if (node.Kind != NodeKind.Object)
        {
            problems.Add(place, node.Shown, $"must be {Words}");
            return null;
        }
        return new StudyTexts
        {
            All = [.. node.Members.Select(member => KeyValuePair.Create(member.Key,
                member.Value.Kind == NodeKind.Text ? member.Value.Text : PieceText.Write(member.Value)))],
        };
    }

    public Node Write() => Node.Object(All.Select(text => KeyValuePair.Create(text.Key, Node.Of(text.Value))));
}

/// <summary>Numbers by name.</summary>
public sealed class StudyNumbers : ICustomSetting<StudyNumbers>
{
    public static StudyNumbers None { get; } = new();

    public static string Words => "a block of numbers such as { \"nash-gap\": 0.365 }";

    public IReadOnlyDictionary<string, double> All { get; private init; } = new Dictionary<string, double>();

    public static StudyNumbers? Read(Node node, Place place, Problems problems)
    {
        var all = new Dictionary<string, double>();
        foreach (var (key, value) in node.Members)
        {
            if (value.Kind == NodeKind.Number)
            {
                all.Add(key, double.Parse(value.Text, CultureInfo.InvariantCulture));
            }
        }
        if (node.Kind == NodeKind.Object && all.Count == node.Members.Count)
        {
            return new StudyNumbers { All = all };
        }
        problems.Add(place, node.Shown, $"must be {Words}");
        return null;
    }

    public Node Write() => Node.Object(All.Select(number => KeyValuePair.Create(number.Key, Node.Of(number.Value))));
}

/// <summary>An experiment inside a study; read as one once the changes of a run are applied to it.</summary>
public sealed class StudyExperiment : ICustomSetting<StudyExperiment>
{
    private readonly Node _tree;

    private StudyExperiment(Node tree) => _tree = tree;

    public static string Words => "an experiment such as { \"fisher\": { }, \"solver\": \"naive\" }";

    /// <summary>As a file of its own.</summary>
    public string Text => _tree + "\n";

    public static StudyExperiment? Read(Node node, Place place, Problems problems)
    {
        if (node.Kind == NodeKind.Object)
        {
            return new StudyExperiment(node);
        }
        problems.Add(place, node.Shown, $"must be {Words}");
        return null;
    }

    public Node Write() => _tree;
}
