using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>The runs of a sweep: one for each experiment and combination of structural settings.</summary>
public static class SweepPlan
{
    /// <summary>The key under which experiments are told apart where there are several.</summary>
    public const string ExperimentKey = "experiment";

    // Leaves room for what a run writes beside, within the 255 bytes that file systems allow a name.
    private const int NameLength = 120;

    /// <param name="experiments">Each with its text, and what the user calls the file.</param>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public static IReadOnlyList<PlannedRun> Of(ExperimentReader reader,
        IReadOnlyList<(string Name, string Text, string Source)> experiments, IReadOnlyList<string> overrides)
    {
        var runs = new List<PlannedRun>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var wrong = new List<string>();
        foreach (var (name, text, source) in experiments)
        {
            var problems = new Problems(source);
            if (Sweep.Plan(reader, text, overrides, problems) is not { } planned)
            {
                wrong.Add(problems.ToString());
                continue;
            }
            var differences = Sweep.Differences(planned);
            for (int i = 0; i < planned.Count; i++)
            {
                string[] telling = [.. experiments.Count > 1 ? [name] : Array.Empty<string>(), .. differences[i]];
                runs.Add(new PlannedRun(FreeName(telling.Length > 0 ? telling : [name], names), name, text, source,
                    planned[i], Pairs(experiments.Count > 1 ? name : null, differences[i])));
            }
        }
        return wrong.Count == 0 ? runs : throw new ConfigurationException(string.Join('\n', wrong));
    }

    private static KeyValuePair<string, string>[] Pairs(string? experiment, IReadOnlyList<string> overrides)
    {
        var problems = new Problems("");
        return
        [
            .. experiment is null ? [] : new[] { KeyValuePair.Create(ExperimentKey, experiment) },
            .. overrides.Select(text => Override.Parse(text, problems)!)
                .Select(change => KeyValuePair.Create(change.Key, change.Written)),
        ];
    }

    private static string FreeName(IEnumerable<string> parts, HashSet<string> taken)
    {
        string name = RunDirectory.Safe(string.Join('_', parts));
        name = name.Length > NameLength ? name[..NameLength] : name;
        string free = name;
        for (int attempt = 2; !taken.Add(free); attempt++)
        {
            free = $"{name}-{attempt}";
        }
        return free;
    }
}
