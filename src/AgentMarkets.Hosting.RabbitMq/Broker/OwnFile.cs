namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>Files and folders that only their owner may read: never wider, not even for a moment.</summary>
internal static class OwnFile
{
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new BrokerException("A private broker needs Linux.");
        }
        Directory.CreateDirectory(folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
