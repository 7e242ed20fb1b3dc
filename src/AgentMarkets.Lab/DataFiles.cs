using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Lab;

/// <summary>Reads the data files that experiments name, relative to the current directory; <c>.gz</c> is
/// unpacked.</summary>
/// <remarks>That a packed file is whole is checked where the program switches strict validation on, as ours
/// does.</remarks>
public sealed class DataFiles : IDataSource
{
    private readonly SortedDictionary<string, string> _fingerprints = new(StringComparer.Ordinal);

    /// <summary>Every file read so far, with the SHA-256 of its text: a run that goes on must find the same.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints => _fingerprints;

    public (string? Text, string? Problem) Read(string path)
    {
        var (text, problem) = Open(path);
        if (text is not null)
        {
            _fingerprints[path] = Fingerprint(text);
        }
        return (text, problem);
    }

    /// <summary>The data files of a folder by their endings, so that a picture or a note beside them is no
    /// harm.</summary>
    public (IReadOnlyList<string>? Names, string? Problem) List(string folder) => Directory.Exists(folder)
        ? ([.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Where(IsData)
            .Order(StringComparer.Ordinal)], null)
        : (null, File.Exists(folder)
            ? "is a file, not a folder"
            : $"no such folder (looked in {Directory.GetCurrentDirectory()})");

    private static bool IsData(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    // In pieces, since a file may have hundreds of megabytes.
    private static string Fingerprint(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var encoder = Encoding.UTF8.GetEncoder();
        var bytes = new byte[1 << 16];
        for (var rest = text.AsSpan(); ;)
        {
            encoder.Convert(rest, bytes, flush: true, out int taken, out int made, out bool isDone);
            hash.AppendData(bytes, 0, made);
            if (isDone)
            {
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }
            rest = rest[taken..];
        }
    }

    private static (string? Text, string? Problem) Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return (null, "is a folder, not a file");
            }
            using Stream file = File.OpenRead(path);
            using Stream unpacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            using var reader = new StreamReader(unpacked, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return (reader.ReadToEnd(), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"no such file (looked in {Directory.GetCurrentDirectory()})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read: {e.Message}");
        }
        catch (InvalidDataException)
        {
            return (null, "is not a whole gzip file, although its name ends in .gz");
        }
        catch (DecoderFallbackException)
        {
            return (null, "is not UTF-8 text");
        }
    }
}
