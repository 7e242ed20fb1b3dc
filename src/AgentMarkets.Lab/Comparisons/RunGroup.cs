using System.IO.Enumeration;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>Runs that were named together: run directories, folders of sweeps and studies, and patterns of
/// them.</summary>
public static class RunGroup
{
    /// <summary>The records of folders that hold many runs.</summary>
    private static readonly string[] Records = [SweepRecord.File, "study.json"];

    /// <summary>Every run of a group once, in the order named.</summary>
    /// <param name="words">Paths; in a part of one, * stands for any letters and ? for one.</param>
    /// <param name="problems">Takes a sentence for each word that names no run, and each run that is not
    /// done.</param>
    public static IReadOnlyList<RunOutcome> Find(IReadOnlyList<string> words, ICollection<string> problems)
    {
        var runs = new List<RunOutcome>();
        foreach (string word in words)
        {
            bool isPattern = word.AsSpan().ContainsAny('*', '?') && !Directory.Exists(word);
            string[] folders = isPattern ? [.. Matching(word).Where(IsOurs)] : [word];
            if (isPattern && folders.Length == 0)
            {
                problems.Add($"{word}: matches no run.");
            }
            runs.AddRange(folders.SelectMany(folder => RunsIn(folder, problems)));
        }
        RunOutcome[] each = [.. runs.DistinctBy(run => Path.GetFullPath(run.Folder.Path))];
        foreach (var run in each.Where(run => run is not { IsDone: true, Summary: not null }))
        {
            problems.Add($"{run.Folder.Path}: is {run.Status}, not done. " + run.Status switch
            {
                Manifest.Failed => "Its log.txt says why; leave it out, or run it again.",
                RunOutcome.Waiting => "Play it: the same sweep with --out goes on.",
                _ => $"Go on with it: agentmarkets resume {run.Folder.Path}",
            });
        }
        return each;
    }

    private static IEnumerable<RunOutcome> RunsIn(string path, ICollection<string> problems)
    {
        // A link's target is what is meant, so that runs/latest and the run itself are one.
        string real = Directory.Exists(path)
            && new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Path.GetRelativePath(Directory.GetCurrentDirectory(), target.FullName)
            : path;
        var folder = RunDirectory.At(real);
        if (Records.FirstOrDefault(folder.Has) is { } record)
        {
            return [.. SweepRecord.Read(folder, record).Runs.Select(entry => RunOutcome.Read(folder,
                new PlannedRun(entry.Name, entry.Experiment, "", "", [], [.. entry.Differences])))];
        }
        if (folder.Has("manifest.json"))
        {
            return [RunOutcome.Of(new PlannedRun(folder.Name, folder.Name, "", "", [], []), folder)];
        }
        problems.Add(Directory.Exists(path)
            ? $"{path}: is not a run (it has no manifest.json), nor a sweep or a study."
            : $"{path}: no such run.");
        return [];
    }

    private static bool IsOurs(string folder) =>
        Records.Append("manifest.json").Any(file => File.Exists(Path.Combine(folder, file)));

    private static IEnumerable<string> Matching(string pattern)
    {
        string[] found = [Path.IsPathRooted(pattern) ? "/" : ""];
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found =
            [
                .. found.SelectMany(folder => part.AsSpan().ContainsAny('*', '?')
                    ? Folders(folder).Where(name => FileSystemName.MatchesSimpleExpression(part, name, false))
                        .Select(name => Path.Combine(folder, name))
                    : [Path.Combine(folder, part)]),
            ];
        }
        return found;
    }

    private static IEnumerable<string> Folders(string folder) => !Directory.Exists(folder.Length > 0 ? folder : ".")
        ? []
        : Directory.GetDirectories(folder.Length > 0 ? folder : ".").Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);
}
