using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>Plans a sweep: what numbers can say stays in one run as replicas, what is structure becomes runs of its
/// own.</summary>
public static class Sweep
{
    private const int RunsMax = 10_000;

    /// <summary>Splits overrides into those of each run; the first override varies slowest.</summary>
    /// <param name="text">The experiment file, which <paramref name="problems"/> is about.</param>
    /// <returns>The overrides of each run, of which <see cref="ExperimentReader"/> makes an experiment; nothing where
    /// problems were added. A value given twice makes one run.</returns>
    public static IReadOnlyList<IReadOnlyList<string>>? Plan(ExperimentReader reader, string text,
        IReadOnlyList<string> overrides, Problems problems)
    {
        var runs = new List<IReadOnlyList<string>>();
        return Plan(reader, text, overrides, problems, runs)
            ? [.. runs.DistinctBy(run => string.Join('\n', run))]
            : null;
    }

    /// <summary>What tells the runs of a plan apart: of each, the overrides in which they are not all alike.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Differences(IReadOnlyList<IReadOnlyList<string>> runs)
    {
        // Each of the runs has every override, at the same place.
        int[] varied = [.. Enumerable.Range(0, runs[0].Count).Where(i => runs.Any(run => run[i] != runs[0][i]))];
        return [.. runs.Select(run => varied.Select(i => run[i]).ToArray())];
    }

    private static bool Plan(ExperimentReader reader, string text, IReadOnlyList<string> overrides, Problems problems,
        List<IReadOnlyList<string>> runs)
    {
        var found = new Problems(problems.Subject);
        reader.TryRead("", text, overrides, found, sweeping: true);
        int split = FirstAlternatives(overrides, found);
        if (split < 0 || found.All.Any(problem => !problem.IsAlternatives))
        {
            found.All.Where(problem => split < 0 || !problem.IsAlternatives).ToList().ForEach(problems.Add);
            runs.Add(overrides);
            if (runs.Count > RunsMax)
            {
                problems.Add(new Place(problems.Subject), null, $"a sweep has at most {RunsMax:N0} runs",
                    "Give fewer values, or split the sweep.");
            }
            return !problems.Any;
        }
        foreach (string alternative in Override.Parse(overrides[split], found)!.Alternatives())
        {
            string[] one = [.. overrides.Take(split), alternative, .. overrides.Skip(split + 1)];
            if (alternative == overrides[split])
            {
                found.All.ToList().ForEach(problems.Add); // a list inside a list, which no split resolves
                return false;
            }
            if (!Plan(reader, text, one, problems, runs))
            {
                return false;
            }
        }
        return true;
    }

    private static int FirstAlternatives(IReadOnlyList<string> overrides, Problems found)
    {
        for (int i = 0; i < overrides.Count; i++)
        {
            if (found.All.Any(p => p.IsAlternatives && p.Place.Source == $"override '{overrides[i]}'"))
            {
                return i;
            }
        }
        return -1;
    }
}
