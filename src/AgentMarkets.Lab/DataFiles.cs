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
            _fingerprints[path] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
        return (text, problem);
    }

    public (IReadOnlyList<string>? Names, string? Problem) List(string folder) => Directory.Exists(folder)
        ? ([.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)], null)
        : (null, $"no such folder (looked in {Directory.GetCurrentDirectory()})");

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
