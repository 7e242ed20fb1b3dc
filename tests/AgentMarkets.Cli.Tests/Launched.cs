using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace AgentMarkets.Cli.Tests;

/// <summary>The program as a process of its own, for what only a process shows: signals, exit codes, a sudden
/// end.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Launched : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Dotnet =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _said = new();

    private Launched(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public static Launched Start(string folder, params string[] words) => Start(folder, [], words);

    public static Launched Start(string folder, (string Name, string Value)[] environment, params string[] words)
    {
        // Through env: started in a script's background, this process may have inherited that interrupts are ignored.
        var start = new ProcessStartInfo("/usr/bin/env")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string program = Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll");
        foreach (string word in (string[])["--default-signal=INT", Dotnet, program, .. words])
        {
            start.ArgumentList.Add(word);
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return new Launched(Process.Start(start)!);
    }

    public static Outcome Run(string folder, params string[] words)
    {
        using var launched = Start(folder, words);
        return launched.End();
    }

    /// <summary>Waits until a line of progress tells of this round or a later one.</summary>
    public void WaitForRound(long round)
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            _said.AppendLine(line);
            if (line.StartsWith("round ", StringComparison.Ordinal)
                && long.Parse(line[6..line.IndexOf('/')].Replace(",", "")) >= round)
            {
                return;
            }
        }
        throw new InvalidOperationException($"It ended before round {round}:\n{_said}");
    }

    public void Interrupt() => Signal("-INT");

    public void Kill() => Signal("-KILL");

    public Outcome End()
    {
        _said.Append(_process.StandardError.ReadToEnd());
        if (!_process.WaitForExit(Patience))
        {
            throw new TimeoutException($"It did not end.\n{_said}");
        }
        return new Outcome(_process.ExitCode, _output.Result, _said.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
