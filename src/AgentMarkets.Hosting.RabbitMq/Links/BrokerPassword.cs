using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Where the password of a broker comes from: never from a command line.</summary>
public static class BrokerPassword
{
    public const string Variable = "AGENTMARKETS_BROKER_PASSWORD", FileVariable = "AGENTMARKETS_BROKER_PASSWORD_FILE";

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>From the file named, or else from the environment, or else from the file that it names.</summary>
    /// <exception cref="ConfigurationException">Nobody says it, or others may read the file.</exception>
    public static string Find(string? file, string user)
    {
        if (file is not null)
        {
            return Read(file, "--password-file");
        }
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } password)
        {
            return password;
        }
        return Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } named
            ? Read(named, FileVariable)
            : throw new ConfigurationException($"--broker: nobody says the password of {user}. Put it into {Variable}, "
                + "or into a file of mode 600 and name that with --password-file or in " + FileVariable + ".");
    }

    private static string Read(string path, string where)
    {
        CheckMode(path, where);
        string password = File.ReadAllText(path).TrimEnd('\r', '\n');
        return password.Length > 0
            ? password
            : throw new ConfigurationException($"{where} {path}: the file is empty. Write the password into it.");
    }

    /// <exception cref="ConfigurationException">There is no such file, or not only its owner may read it.</exception>
    internal static void CheckMode(string path, string where)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{where} {path}: no such file.");
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != 0)
        {
            throw new ConfigurationException($"{where} {path}: others than its owner may read it. "
                + $"chmod 600 {path}");
        }
    }
}
