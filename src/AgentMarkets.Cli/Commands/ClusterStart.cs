using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster start</c>: a private broker on this machine that outlives the command.</summary>
internal static class ClusterStart
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var folder = ClusterCommand.Folder();
        var (authority, certificate, key) = (Pem("--ca", "Whose signature clients' certificates must bear."),
            Pem("--certificate", "Also listens on all interfaces, with TLS and this certificate."),
            Pem("--key", "The key that goes with it."));
        var json = Shared.Json();
        var command = new Command("start", "Starts a broker on this machine, for runs of several processes.")
        {
            folder, authority, certificate, key, json,
        };
        command.SetAction(parsed =>
        {
            string at = Path.GetFullPath(parsed.GetValue(folder) ?? BrokerFolder.Default);
            var tls = Certificates(parsed.GetValue(authority), parsed.GetValue(certificate), parsed.GetValue(key));
            return (int)Start(at, tls, parsed.GetValue(json));
        });
        return command;
    }

    private static Option<string?> Pem(string name, string description) =>
        new(name) { Description = $"A file in PEM form. {description}" };

    private static BrokerCertificates? Certificates(string? authority, string? certificate, string? key)
    {
        (string Name, string? File)[] all = [("--ca", authority), ("--certificate", certificate), ("--key", key)];
        if (all.All(one => one.File is null))
        {
            return null;
        }
        foreach (var (name, file) in all)
        {
            if (!File.Exists(file))
            {
                throw new ConfigurationException(file is null
                    ? $"cluster start: {name} is missing; --ca, --certificate and --key go together."
                    : $"cluster start {name} {file}: no such file.");
            }
        }
        return new BrokerCertificates(authority!, certificate!, key!);
    }

    private static ExitCode Start(string folder, BrokerCertificates? tls, bool json)
    {
        bool ran = PrivateBroker.Find(folder) is { IsRunning: true };
        var since = Stopwatch.StartNew();
        if (!ran)
        {
            RabbitMqServer.FindOrInstall(Console.Error.WriteLine);
            Console.Error.WriteLine($"starting a broker in {folder} ...");
        }
        using var broker = ran ? PrivateBroker.Find(folder)! : PrivateBroker.Start(folder, tied: false, tls);
        Console.Error.WriteLine(ran
            ? "the broker runs already; nothing was started" + (tls is null || broker.HasTls ? ""
                : ", and it has no certificates: stop it first")
            : $"the broker is ready after {since.Elapsed.TotalSeconds:0.0} s");
        if (json)
        {
            Console.Out.WriteLine(Facts(broker, started: !ran).ToJsonString(Indented));
        }
        else
        {
            Print(broker);
        }
        return ExitCode.Done;
    }

    private static void Print(PrivateBroker broker)
    {
        string PasswordFile(string user) => Shared.Quoted(broker.Folder.PasswordFile(user));
        string url = broker.Url(BrokerUser.Coordinator);
        Console.Out.WriteLine($"""
            broker      {url}
            password    {broker.Folder.PasswordFile(BrokerUser.Coordinator)}
            management  {broker.ManagementUrl} (user op, password {broker.Folder.PasswordFile(BrokerUser.Operator)})
            metrics     {broker.MetricsUrl}

            A worker, as many as you like:
              agentmarkets node --broker {broker.Url(BrokerUser.Worker)} --password-file {PasswordFile("worker")}
            A run on them:
              agentmarkets run EXPERIMENT --broker {url} --password-file {PasswordFile("coord")}
            The end:
              agentmarkets cluster stop{DirOption(broker)}
            """);
    }

    private static string DirOption(PrivateBroker broker) =>
        broker.Folder.Path == Path.GetFullPath(BrokerFolder.Default)
            ? ""
            : $" --dir {Shared.Quoted(broker.Folder.Path)}";

    private static JsonObject Facts(PrivateBroker broker, bool started) => new()
    {
        ["folder"] = broker.Folder.Path,
        ["started"] = started,
        ["process"] = broker.Process,
        ["urls"] = Each(broker.Url),
        ["tls_urls"] = broker.HasTls ? Each(broker.TlsUrl) : null,
        ["password_files"] = Each(broker.Folder.PasswordFile),
        ["management"] = broker.ManagementUrl,
        ["metrics"] = broker.MetricsUrl,
    };

    private static JsonObject Each(Func<string, string> of)
    {
        var all = new JsonObject();
        foreach (string user in BrokerUser.All)
        {
            all.Add(user, of(user));
        }
        return all;
    }
}
