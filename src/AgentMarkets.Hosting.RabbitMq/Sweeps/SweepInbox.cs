namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>The folder of a sweep in which results are put together before they have their name.</summary>
internal sealed class SweepInbox
{
    private readonly string _folder;

    public SweepInbox(string folder, string sweep)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Mark(folder, sweep), "");
    }

    /// <summary>Whether this machine sees the folder under the same path: it then holds the sweep's mark.</summary>
    public static bool IsOf(string folder, string sweep) =>
        sweep.Length > 0 && sweep.All(char.IsAsciiHexDigitLower) && File.Exists(Mark(folder, sweep));

    /// <summary>Puts a part where it stays, also if this process ends now.</summary>
    /// <returns>Whether the result is whole with it.</returns>
    public bool Add(ResultPart part)
    {
        if (part.Parts == 0)
        {
            return Directory.Exists(PathOf(part));
        }
        string parts = PartsOf(part);
        Directory.CreateDirectory(parts);
        string path = Path.Combine(parts, $"{part.Part}");
        using (var stream = new FileStream(path + ".new", FileMode.Create))
        {
            stream.Write(part.Content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
        return Enumerable.Range(0, part.Parts).All(i => File.Exists(Path.Combine(parts, $"{i}")));
    }

    /// <summary>The run directory of a result that is whole.</summary>
    /// <exception cref="InvalidDataException">It is not what was sent.</exception>
    public string Open(ResultPart part)
    {
        string path = PathOf(part);
        if (part.Parts == 0)
        {
            return path;
        }
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        try
        {
            ResultPackage.Unpack(Enumerable.Range(0, part.Parts).Select(i => Path.Combine(PartsOf(part), $"{i}")),
                part.Sha256, path);
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"A result cannot be unpacked: {e.Message}", e);
        }
        return path;
    }

    /// <summary>Removes what is left of an attempt.</summary>
    public void Forget(ResultPart part)
    {
        foreach (string folder in new[] { PathOf(part), PartsOf(part) }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes all of it.</summary>
    public void Clear()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A node still plays there what another one has done already; that is no harm but for the space.
        }
    }

    private static string Mark(string folder, string sweep) => Path.Combine(folder, $"{sweep}.mark");

    private string PathOf(ResultPart part) => Path.Combine(_folder, part.Attempt);

    private string PartsOf(ResultPart part) => PathOf(part) + ".parts";
}
