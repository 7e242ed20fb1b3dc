using System.Diagnostics;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>RabbitMQ as it is installed on this machine.</summary>
/// <param name="Command">Its start script.</param>
/// <param name="PortMapper">Erlang's port mapper.</param>
public sealed record RabbitMqServer(string Command, string PortMapper)
{
    private const string Install = "apt-get update && {0}apt-get install -y --no-install-recommends rabbitmq-server";

    // The package would start a broker of the system's, with a guest, which nobody asked for: a policy of this name
    // forbids it during the installation.
    private const string InstallScript = """
        policy=/usr/sbin/policy-rc.d
        if [ ! -e $policy ]; then
          trap 'rm -f $policy' EXIT
          trap 'exit 1' HUP INT TERM
          printf '#!/bin/sh\nexit 101\n' >$policy
          chmod 755 $policy
        fi
        # A failed update (no network) is not yet a reason to stop: the lists at hand may serve.
        apt-get update || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
          -o Acquire::Retries=3 rabbitmq-server
        """;

    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(10);

    /// <returns>Nothing where it is not installed.</returns>
    public static RabbitMqServer? Find()
    {
        string[] roots = ["/usr/lib/rabbitmq/lib", "/opt/rabbitmq"];
        string[] paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        // Debian's command on PATH stands without its neighbours, and refuses all users but root and its own.
        string? command = roots.Where(Directory.Exists)
            .SelectMany(root => Directory.GetDirectories(root).Order(StringComparer.Ordinal).Reverse().Prepend(root))
            .Select(folder => Path.Combine(folder, "sbin", "rabbitmq-server"))
            .Concat(paths.Select(folder => Path.Combine(folder, "rabbitmq-server")).Where(File.Exists)
                .Select(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file))
            .FirstOrDefault(file => File.Exists(file)
                && File.Exists(Path.Combine(Path.GetDirectoryName(file)!, "rabbitmq-env")));
        string? portMapper = paths.Concat(["/usr/bin", "/usr/local/bin", "/usr/lib/erlang/bin"])
            .Select(folder => Path.Combine(folder, "epmd"))
            .FirstOrDefault(File.Exists);
        return command is null || portMapper is null ? null : new RabbitMqServer(command, portMapper);
    }

    /// <summary>Installs Debian's package where nothing is installed yet.</summary>
    /// <param name="say">Told, in sentences, what is about to happen.</param>
    /// <exception cref="BrokerException">It is not installed and could not be.</exception>
    public static RabbitMqServer FindOrInstall(Action<string> say)
    {
        if (Find() is { } found)
        {
            return found;
        }
        bool isRoot = Environment.IsPrivilegedProcess;
        string prefix = isRoot ? "" : "sudo ";
        string line = prefix + string.Format(Install, prefix);
        if (!File.Exists("/usr/bin/apt-get"))
        {
            throw new BrokerException("RabbitMQ is not installed, and this system has no apt-get: install "
                + "rabbitmq-server (3.10 or newer) with its own package manager, and start again.");
        }
        if (!isRoot && Run("sudo", ["-n", "true"], TimeSpan.FromSeconds(10)) is not (0, _))
        {
            throw new BrokerException($"RabbitMQ is not installed. Run this, then start again: {line}");
        }
        say($"RabbitMQ is not installed; installing it with: {line}");
        var (code, output) = isRoot
            ? Run("sh", ["-c", InstallScript], InstallPatience)
            : Run("sudo", ["-n", "sh", "-c", InstallScript], InstallPatience);
        return Find() ?? throw new BrokerException(
            $"RabbitMQ could not be installed (exit code {code}). By hand: {line}\n{Tail(output, 12)}");
    }

    internal static string Tail(string text, int lines) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(lines));

    private static (int Code, string Output) Run(string program, string[] words, TimeSpan patience)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(patience))
            {
                process.Kill(entireProcessTree: true);
                return (124, $"it did not end within {patience.TotalMinutes:0} minutes");
            }
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, e.Message);
        }
    }
}
