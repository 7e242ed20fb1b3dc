using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>The folder of one private broker: its configuration, passwords, data and logs.</summary>
/// <remarks>
/// Readable by its owner only. Passwords lie in files of mode 600, one a user, and nowhere else: the broker is given
/// their hashes.
/// </remarks>
public sealed partial class BrokerFolder(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where <c>cluster start</c> keeps its broker: <c>$XDG_STATE_HOME/agentmarkets/broker</c>, by default
    /// below <c>~/.local/state</c>.</summary>
    public static string Default
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            string home = Environment.GetEnvironmentVariable("HOME") ?? Environment.CurrentDirectory;
            return System.IO.Path.Combine(
                string.IsNullOrEmpty(state) ? System.IO.Path.Combine(home, ".local", "state") : state,
                "agentmarkets", "broker");
        }
    }

    public string PasswordFile(string user) => In($"{user}.password");

    public string Password(string user) => File.ReadAllText(PasswordFile(user)).TrimEnd('\n');

    internal string In(string name) => System.IO.Path.Combine(Path, name);

    internal string Script => In("start.sh");

    internal string ProcessFile => In("pid");

    internal string LeaderFile => In("leader");

    internal bool IsMade => File.Exists(In("broker.json"));

    /// <summary>Forgets which ports it has; the next start chooses others.</summary>
    internal void Unmake() => File.Delete(In("broker.json"));

    /// <summary>What the last start or, where that said nothing, the log tells of what went wrong.</summary>
    internal string Trouble(int lines)
    {
        string[] logs = [In("start.log"), In("log/broker.log")];
        string[][] told = [.. logs.Where(File.Exists).Select(log => ReadShared(log).TrimEnd().Split('\n'))];
        string[]? blamed = told.Select(log => log.SkipWhile(line => !Blames().IsMatch(line)).ToArray())
            .FirstOrDefault(log => log.Length > 0);
        var shown = blamed?.Take(lines) ?? told.LastOrDefault()?.TakeLast(lines) ?? [];
        return string.Join('\n', shown.Select(line => line.Length > 300 ? line[..300] : line));
    }

    /// <summary>Writes all that a node needs. What exists already stays: passwords, ports, data.</summary>
    internal BrokerNode Make(BrokerNode node, BrokerCertificates? tls, BrokerFolder? sharesWith = null)
    {
        if (Path.Any(char.IsWhiteSpace))
        {
            throw new BrokerException($"{Path} has a space in it, which RabbitMQ does not bear: name another folder.");
        }
        OwnFile.CreateFolder(Path);
        foreach (string folder in (string[])["log", "conf.d"])
        {
            OwnFile.CreateFolder(In(folder));
        }
        foreach (string user in BrokerUser.All)
        {
            if (!File.Exists(PasswordFile(user)))
            {
                OwnFile.Write(PasswordFile(user), (sharesWith?.Password(user) ?? BrokerUser.NewPassword()) + "\n");
            }
        }
        if (!File.Exists(In(".erlang.cookie")))
        {
            string cookie = sharesWith is null
                ? BrokerUser.NewPassword()
                : File.ReadAllText(sharesWith.In(".erlang.cookie"));
            OwnFile.Write(In(".erlang.cookie"), cookie, readOnly: true);
        }
        OwnFile.Write(In("enabled_plugins"), Shipped("enabled_plugins"));
        OwnFile.Write(In("rabbitmq.conf"), Shipped("rabbitmq.conf"));
        OwnFile.Write(In("definitions.json"), Definitions());
        // An earlier start may have had others; files of the user's own stay.
        foreach (string name in BrokerNode.SettingsFiles)
        {
            File.Delete(In($"conf.d/{name}"));
        }
        foreach (var (name, text) in node.Settings(this, tls))
        {
            OwnFile.Write(In($"conf.d/{name}"), text);
        }
        OwnFile.Write(Script, node.StartScript(this));
        OwnFile.Write(In("broker.json"), JsonSerializer.Serialize(node, Indented));
        return node;
    }

    /// <summary>The node that was made here.</summary>
    /// <exception cref="BrokerException">The file that says so cannot be read.</exception>
    internal BrokerNode Read()
    {
        try
        {
            return JsonSerializer.Deserialize<BrokerNode>(File.ReadAllText(In("broker.json")))
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new BrokerException($"{In("broker.json")} does not describe a broker: {e.Message}", e);
        }
    }

    /// <summary>A file of <c>cluster-config/</c>.</summary>
    internal static string Shipped(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private string Definitions()
    {
        var definitions = JsonNode.Parse(Shipped("definitions.json"))!;
        foreach (var user in definitions["users"]!.AsArray())
        {
            user!["password_hash"] = BrokerUser.Hashed(Password((string)user["name"]!));
        }
        return definitions.ToJsonString(Indented);
    }

    [GeneratedRegex(@"BOOT FAILED|\[error\]")]
    private static partial Regex Blames();

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
