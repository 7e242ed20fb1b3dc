using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A run directory as one file.</summary>
internal static class ResultPackage
{
    /// <summary>Packs a folder into a new file.</summary>
    /// <returns>The SHA-256 of the file, and its length.</returns>
    public static (string Sha256, long Length) Pack(string folder, string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            TarFile.CreateFromDirectory(folder, packed, includeBaseDirectory: false);
        }
        stream.Position = 0;
        return (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
    }

    /// <summary>Joins the parts of a package in order and unpacks it into a new folder.</summary>
    /// <exception cref="InvalidDataException">It is not the package that was sent, or would write
    /// elsewhere.</exception>
    public static void Unpack(IEnumerable<string> parts, string sha256, string folder)
    {
        string whole = folder + ".tar.gz";
        try
        {
            using var stream = new FileStream(whole, FileMode.Create, FileAccess.ReadWrite);
            foreach (string part in parts)
            {
                using var content = File.OpenRead(part);
                content.CopyTo(stream);
            }
            stream.Position = 0;
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != sha256)
            {
                throw new InvalidDataException("A result came in other bytes than it was sent.");
            }
            stream.Position = 0;
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            using var entries = new TarReader(unpacked);
            Directory.CreateDirectory(folder);
            while (entries.GetNextEntry() is { } entry)
            {
                Place(entry, folder);
            }
        }
        finally
        {
            File.Delete(whole);
        }
    }

    private static void Place(TarEntry entry, string folder)
    {
        string name = entry.Name.TrimEnd('/');
        if (name is "" or ".")
        {
            return;
        }
        // The sender chooses the names: none may lead out of the folder, be it through a link.
        bool isPlain = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
            or TarEntryType.Directory;
        if (!isPlain || Path.IsPathRooted(name) || name.Split('/', '\\').Contains(".."))
        {
            throw new InvalidDataException($"A result holds {entry.EntryType} '{entry.Name}', which no run leaves.");
        }
        string path = Path.Combine(folder, name);
        if (entry.EntryType == TarEntryType.Directory)
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew);
        entry.DataStream?.CopyTo(file);
    }
}
