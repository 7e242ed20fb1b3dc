using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>One run of a sweep, as any node can play it: <c>Job</c> of <c>sweeps.proto</c>.</summary>
/// <param name="Sweep">Where the result goes; a name that no other sweep has.</param>
/// <param name="Run">What the sweep calls the run.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Text">The resolved experiment: it needs nothing beside it but the data files.</param>
/// <param name="Build">Of the program that asks; a node of another build does not take the job.</param>
/// <param name="DataFiles">Each with the SHA-256 of its content.</param>
/// <param name="Inbox">A folder of the sweep's, by its full path: a node that finds it leaves results there.</param>
/// <param name="Command">The command line that the run is a part of.</param>
public sealed record SweepJob(string Sweep, string Run, string Experiment, string Text, string Build,
    IReadOnlyDictionary<string, string> DataFiles, string Inbox, string Command)
{
    private const int KeyField = 1, ValueField = 2;

    /// <summary>What the result depends on, as SHA-256: two jobs of one hash give the same.</summary>
    public string Hash { get; } = HashOf(Text, Build, DataFiles);

    public byte[] ToBytes()
    {
        var writer = new FieldWriter();
        writer.Text(1, Hash);
        writer.Text(2, Sweep);
        writer.Text(3, Run);
        writer.Text(4, Experiment);
        writer.Text(5, Text);
        writer.Text(6, Build);
        foreach (var (path, fingerprint) in DataFiles.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var file = new FieldWriter();
            file.Text(KeyField, path);
            file.Text(ValueField, fingerprint);
            writer.Bytes(7, file.ToBytes());
        }
        writer.Text(8, Inbox);
        writer.Text(9, Command);
        return writer.ToBytes();
    }

    /// <exception cref="InvalidDataException">These bytes are no job, or not the one that they say.</exception>
    public static SweepJob Of(byte[] bytes)
    {
        var fields = FieldReader.Read(bytes, "a job");
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (byte[] entry in fields.All(7))
        {
            var file = FieldReader.Read(entry, "a data file");
            files[file.Text(KeyField)] = file.Text(ValueField);
        }
        var job = new SweepJob(fields.Text(2), fields.Text(3), fields.Text(4), fields.Text(5), fields.Text(6), files,
            fields.Text(8), fields.Text(9));
        return job.Hash == fields.Text(1)
            ? job
            : throw new InvalidDataException("The hash of a job is not that of its content.");
    }

    private static string HashOf(string text, string build, IReadOnlyDictionary<string, string> dataFiles)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Each with its length before it, so that nothing can move from one text into the next.
        string[] parts = [build, text, .. dataFiles.OrderBy(file => file.Key, StringComparer.Ordinal)
            .SelectMany(file => new[] { file.Key, file.Value })];
        foreach (byte[] part in parts.Select(Encoding.UTF8.GetBytes))
        {
            hash.AppendData(BitConverter.GetBytes((long)part.Length));
            hash.AppendData(part);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
