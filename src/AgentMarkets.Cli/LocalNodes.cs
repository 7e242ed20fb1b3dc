using System.Diagnostics;
using AgentMarkets.Cli.Engines;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli;

/// <summary>An engine and nodes on this machine for one command: processes that end with it, however it ends.</summary>
internal sealed class LocalNodes : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-").FullName;
    private readonly List<Process> _nodes = [];
    private readonly ILocalEngine _engine;
    private volatile bool _isEnding;

    private LocalNodes(ClusterAsked asked, RunOptions options, Action<string> say, Action<string> note)
    {
        try
        {
            _engine = asked.EngineName == EngineNames.Akka
                ? AkkaEngine.Local()
                : LocalRabbitMq.Start(Path.Combine(_folder, "broker"));
            Directory.CreateDirectory(SharedFolder);
            for (int i = 1; i <= asked.Nodes; i++)
            {
                _nodes.Add(StartNode(i, asked, options, say, note));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEngine Engine => _engine.Engine;

    public string SharedFolder => Path.Combine(_folder, "states");

    /// <exception cref="BrokerException">The broker cannot be started.</exception>
    public static LocalNodes Start(ClusterAsked asked, RunOptions options, Action<string> say, Action<string> note)
    {
        bool needsBroker = asked.EngineName == EngineNames.RabbitMq;
        if (needsBroker)
        {
            RabbitMqServer.FindOrInstall(say);
        }
        say($"starts {(needsBroker ? "a broker and " : "")}{asked.Nodes} {(asked.Nodes == 1 ? "node" : "nodes")} on "
            + "this machine");
        return new LocalNodes(asked, options, say, note);
    }

    public void Dispose()
    {
        _isEnding = true;
        foreach (var node in _nodes)
        {
            // The end of its standard input is the end of a node that is tied to it.
            node.StandardInput.Close();
        }
        foreach (var node in _nodes)
        {
            if (!node.WaitForExit(Patience))
            {
                node.Kill();
                node.WaitForExit();
            }
            node.Dispose();
        }
        _nodes.Clear();
        _engine?.Dispose();
        Remove(_folder);
    }

    // A broker's last files may still go away while its folder is removed; what stays is no harm to a run that is done.
    private static void Remove(string folder)
    {
        for (int attempt = 1; attempt <= 10 && Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(20 * attempt);
            }
        }
    }

    private Process StartNode(int number, ClusterAsked asked, RunOptions options, Action<string> say,
        Action<string> note)
    {
        string program = Environment.ProcessPath!;
        // Started by dotnet, or by itself.
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [typeof(LocalNodes).Assembly.Location]
            : [];
        int slots = Math.Max(1, options.Threads / asked.Nodes!.Value);
        var start = new ProcessStartInfo(program, [.. self, "node", .. _engine.NodeWords, "--name",
            $"node-{number}", "--device", options.Device, "--slots", $"{slots}", "--tied",
            .. asked.Plugins.SelectMany(file => new[] { "--plugins", file })])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var node = Process.Start(start)!;
        node.ErrorDataReceived += (_, line) => Pass(line.Data, note);
        node.OutputDataReceived += (_, line) => Pass(line.Data, note);
        node.BeginErrorReadLine();
        node.BeginOutputReadLine();
        node.EnableRaisingEvents = true;
        node.Exited += (_, _) =>
        {
            if (!_isEnding)
            {
                say($"node-{number} ended with exit code {node.ExitCode}");
            }
        };
        return node;
    }

    private void Pass(string? line, Action<string> note)
    {
        if (line is { Length: > 0 } && !_isEnding)
        {
            note(line);
        }
    }
}
