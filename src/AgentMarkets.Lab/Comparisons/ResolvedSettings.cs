using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>The settings that a replica was played with, each by its dotted key: those of its run's resolved
/// experiment, pieces taken apart, with its own value of every setting that has several.</summary>
public static class ResolvedSettings
{
    /// <summary>What says how a run is called, watched or judged does not change what is played; the seed tells
    /// replicas of the same settings apart.</summary>
    private static readonly string[] Aside =
        ["name", "description", "seed", "measure", "measure-every", "expect", "record"];

    /// <param name="experiment">The text of <c>experiment.json</c>.</param>
    /// <param name="source">What that file is called.</param>
    /// <param name="replica">As in a summary: its seed, and its value of each setting that varies within the
    /// run.</param>
    /// <exception cref="ConfigurationException">The text is no experiment.</exception>
    public static SortedDictionary<string, string> Of(string experiment, string source, JsonObject replica)
    {
        var problems = new Problems(source);
        var tree = ExperimentText.Parse(experiment, source, problems);
        problems.ThrowIfAny();
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tree!.Members.Where(member => !Aside.Contains(member.Key)))
        {
            Add(settings, key, value);
        }
        foreach (var (key, value) in replica.Where(own => own.Key != "seed"))
        {
            settings[key] = value!.ToString();
        }
        return settings;
    }

    private static void Add(SortedDictionary<string, string> settings, string key, Node value)
    {
        if (value.Kind == NodeKind.Text)
        {
            value = PieceText.Value(value.Text, value.Place);
        }
        if (value.Kind == NodeKind.Object)
        {
            foreach (var (name, inner) in value.Members)
            {
                Add(settings, value.IsPiece && name == Node.PieceKey ? key : $"{key}.{name}", inner);
            }
        }
        else if (value.Kind == NodeKind.List && value.Items.Any(item => item.Kind == NodeKind.Object && !item.IsPiece))
        {
            for (int i = 0; i < value.Items.Count; i++)
            {
                Add(settings, $"{key}.{i + 1}", value.Items[i]);
            }
        }
        else
        {
            settings[key] = PieceText.Write(value);
        }
    }
}
