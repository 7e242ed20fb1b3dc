using System.Diagnostics;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>Files and folders that only their owner may read: never wider, not even for a moment.</summary>
internal static class OwnFile
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(4);

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new BrokerException("A private broker needs Linux.");
        }
        Directory.CreateDirectory(folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Held by one process at a time; the others wait.</summary>
    /// <exception cref="BrokerException">It was held for too long.</exception>
    public static FileStream Lock(string path)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && since.Elapsed < LockPatience)
            {
                Thread.Sleep(100);
            }
            catch (IOException e)
            {
                throw new BrokerException($"{path} cannot be locked: {e.Message}", e);
            }
        }
    }

    /// <summary>Whole or not at all.</summary>
    public static void Write(string path, string text, bool readOnly = false)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new BrokerException("A private broker needs Linux.");
        }
        string made = path + ".new";
        File.Delete(made);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = readOnly ? UnixFileMode.UserRead : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(made, options))
        {
            writer.Write(text);
        }
        File.Move(made, path, overwrite: true);
    }
}
