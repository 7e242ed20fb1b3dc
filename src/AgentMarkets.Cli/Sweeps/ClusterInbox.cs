using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>Puts what nodes bring to where the batch looks for it: beside first, then by one renaming.</summary>
internal sealed class ClusterInbox(RunDirectory folder)
{
    /// <summary>In the folder of the batch, so that a renaming does it.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(folder[".inbox"]);

    /// <summary>Whether a directory holds this run, at its end.</summary>
    /// <returns>How the run ended, or why it is not that.</returns>
    public static (string Status, string? Why) Judge(string path, PlannedRun run, string text)
    {
        try
        {
            var brought = RunDirectory.At(path);
            if (brought.Read("experiment.json") != text)
            {
                return ("", "its settings are others");
            }
            string status = RunOutcome.Of(run, brought).Status;
            return status is Manifest.Done or Manifest.Failed ? (status, null) : ("", $"it is {status}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return ("", e.Message);
        }
    }

    /// <summary>Puts a run directory in its place; what was there was not done, and goes.</summary>
    /// <param name="isLast">Whether it may be moved: nobody else wants it.</param>
    public void Place(string brought, string place, bool isLast)
    {
        string beside = brought;
        if (!isLast)
        {
            beside = System.IO.Path.Combine(Path, $"{Guid.NewGuid():n}");
            Copy(brought, beside);
        }
        string old = System.IO.Path.Combine(Path, $"{Guid.NewGuid():n}.old");
        if (Directory.Exists(place))
        {
            Directory.Move(place, old);
        }
        Directory.Move(beside, place);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Leaves what a run leaves that failed before it had begun.</summary>
    public void PlaceFailed(RunOutcome outcome, ClusterJob job, FailedJob failed)
    {
        var beside = RunDirectory.At(System.IO.Path.Combine(Path, $"{Guid.NewGuid():n}"));
        Directory.CreateDirectory(beside.Path);
        beside.Write("experiment.json", job.Text);
        beside.Write("command.txt", job.Command + "\n");
        beside.Append("log.txt", $"{failed.Since ?? DateTimeOffset.UtcNow:u} failed: {failed.Why}");
        beside.Write("manifest.json", (job.Blank with { Status = Manifest.Failed, Error = failed.Why }).ToText());
        Place(beside.Path, outcome.Folder.Path, isLast: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string path in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, path)));
        }
        foreach (string path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(path, System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, path)));
        }
    }
}
