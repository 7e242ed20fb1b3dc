using System.Globalization;
using System.Text;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab;

/// <summary>The folder of one run: readable without this program, and never written over.</summary>
/// <remarks>
/// Every file that is not only appended to is written beside its place and then moved, so that a crash leaves the old
/// one.
/// </remarks>
public sealed class RunDirectory
{
    private const string CheckpointPattern = "round-*";

    // EEXIST, ERROR_FILE_EXISTS.
    private const int FileExists = 17, FileExistsOnWindows = unchecked((int)0x80070050);

    private RunDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>Its last part, which says what was run.</summary>
    public string Name => System.IO.Path.GetFileName(Path.TrimEnd(System.IO.Path.DirectorySeparatorChar));

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>A new folder: the one asked for, or one under <c>runs/</c> named by date, experiment and
    /// differences.</summary>
    /// <exception cref="IOException">The folder asked for holds something.</exception>
    public static RunDirectory Create(string? asked, string experiment, IReadOnlyList<string> differences,
        DateTimeOffset now)
    {
        if (asked is not null)
        {
            if (string.IsNullOrWhiteSpace(asked))
            {
                throw new IOException("--out: names no folder. Write --out DIR, or leave it out for a folder under "
                    + "runs/.");
            }
            if (File.Exists(asked) || (Directory.Exists(asked) && Directory.EnumerateFileSystemEntries(asked).Any()))
            {
                throw new IOException($"--out {asked}: must be absent or empty, so that no run is written over. "
                    + "Name another folder, or remove this one.");
            }
            Directory.CreateDirectory(asked);
            return new RunDirectory(asked);
        }
        string stamp = now.UtcDateTime.ToString("yyyy-MM-dd_HHmm", CultureInfo.InvariantCulture);
        string name = string.Join("_", new[] { stamp, experiment }.Concat(differences).Select(Safe));
        name = name.Length > 120 ? name[..120] : name;
        Directory.CreateDirectory("runs");
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine("runs", attempt == 1 ? name : $"{name}-{attempt}");
            string claim = path + ".claim";
            if (Directory.Exists(path) || !TryClaim(claim))
            {
                continue;
            }
            // Looked for again under the claim: another may have made the folder and given its claim back meanwhile.
            bool isFree = !Directory.Exists(path);
            Directory.CreateDirectory(path);
            File.Delete(claim);
            if (isFree)
            {
                var created = new RunDirectory(path);
                created.PointLatest();
                return created;
            }
        }
    }

    /// <summary>A folder that is there and known to be ours, such as that of a sweep.</summary>
    public static RunDirectory At(string path) => new(path);

    /// <exception cref="IOException">There is no run there.</exception>
    public static RunDirectory Open(string path)
    {
        // A link's target is what is meant; runs/latest may point elsewhere by the time that the run is done.
        string real = Directory.Exists(path)
            && new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? System.IO.Path.GetRelativePath(Directory.GetCurrentDirectory(), target.FullName)
            : path;
        if (!File.Exists(System.IO.Path.Combine(real, "manifest.json")))
        {
            string known = Directory.Exists("runs")
                ? string.Join(", ", Directory.GetDirectories("runs").Where(run => !run.EndsWith("latest"))
                    .Order(StringComparer.Ordinal).TakeLast(3))
                : "";
            string why = Directory.Exists(real) ? "is not a run (it has no manifest.json)" : "no such run";
            throw new IOException($"{path}: {why}. "
                + (known.Length > 0 ? $"Runs here: {known}." : "There is no folder runs here."));
        }
        return new RunDirectory(real);
    }

    /// <summary>Keeps other processes from running it too, until disposed or until this process ends in any
    /// way.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public IDisposable Hold()
    {
        string held = this["running.lock"];
        try
        {
            return new FileStream(held, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(held))
        {
            throw new IOException($"{Path}: another process is running it. Wait for that one to end, or stop it.");
        }
    }

    public void Write(string file, string text)
    {
        using (var writer = Begin(file))
        {
            writer.Write(text);
        }
        Complete(file);
    }

    /// <summary>Begins a file that is written in parts; it is in its place after <see cref="Complete"/>.</summary>
    public StreamWriter Begin(string file) => new(this[file] + ".new", append: false, new UTF8Encoding(false));

    /// <summary>Puts a file in its place whose writer is closed.</summary>
    public void Complete(string file) => File.Move(this[file] + ".new", this[file], overwrite: true);

    public void Append(string file, string line) =>
        File.AppendAllText(this[file], line + "\n", new UTF8Encoding(false));

    /// <exception cref="IOException">The run has no such file.</exception>
    public string Read(string file) => Has(file)
        ? File.ReadAllText(this[file])
        : throw new IOException($"{this[file]}: no such file, so this run is not whole. Start the run again.");

    public bool Has(string file) => File.Exists(this[file]);

    /// <summary>Keeps a state; the one before the last is removed once this one is whole.</summary>
    public void SaveCheckpoint(long round, SystemState state)
    {
        string folder = this["checkpoints"];
        Directory.CreateDirectory(folder);
        string path = System.IO.Path.Combine(folder, $"round-{round:D9}");
        using (var stream = new FileStream(path + ".new", FileMode.Create))
        {
            state.Write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
        foreach (string old in Checkpoints().SkipLast(2))
        {
            File.Delete(old);
        }
    }

    /// <summary>The newest whole checkpoint, or nothing.</summary>
    public (long Round, SystemState State)? LatestCheckpoint()
    {
        foreach (string path in Checkpoints().Reverse())
        {
            try
            {
                using var stream = File.OpenRead(path);
                string name = System.IO.Path.GetFileName(path);
                return (long.Parse(name["round-".Length..], CultureInfo.InvariantCulture), SystemState.Read(stream));
            }
            catch (InvalidDataException)
            {
                // Cut short by a crash: the one before it is whole.
            }
        }
        return null;
    }

    private string[] Checkpoints() => !Directory.Exists(this["checkpoints"])
        ? []
        : [.. Directory.GetFiles(this["checkpoints"], CheckpointPattern)
            .Where(path => !path.EndsWith(".new", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static bool TryClaim(string claim)
    {
        try
        {
            new FileStream(claim, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException e) when (e.HResult is FileExists or FileExistsOnWindows || File.Exists(claim))
        {
            // Whoever was first may have let go of it meanwhile.
            return false;
        }
    }

    /// <summary>The text as a part of a path: what a file system or a shell may not like becomes a dash.</summary>
    internal static string Safe(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || "-_.=,()+".Contains(c) ? c : '-'));

    private void PointLatest()
    {
        string link = System.IO.Path.Combine("runs", "latest");
        try
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // A file system without links, or another run that was faster: the run itself does not need it.
        }
    }
}
