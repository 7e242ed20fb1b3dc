using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>The program as a child process that signals reach, with what it says line by line.</summary>
internal sealed partial class Child : IDisposable
{
    // Machines that run tests are busy: what is awaited comes, but late.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const int AskToStop = 2, KillNow = 9, GoOn = 18, Halt = 19;

    private static readonly string s_dotnet =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private Child(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Said => string.Join('\n', _said);

    public bool IsAlive => !_process.HasExited;

    /// <param name="folder">Its current directory.</param>
    public static Child Start(string folder, params string[] words) => StartBy([], folder, words);

    /// <param name="launcher">The words of a program that becomes the one that the words after it name.</param>
    /// <param name="folder">Its current directory.</param>
    public static Child StartBy(string[] launcher, string folder, params string[] words)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll");
        string[] all = [.. launcher, s_dotnet, program, .. words];
        return new Child(Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>The words that name a broker.</summary>
    public static string[] At(string url, string passwordFile) => ["--broker", url, "--password-file", passwordFile];

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _ = Signal(_process.Id, KillNow);

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt() => _ = Signal(_process.Id, AskToStop);

    /// <summary>It stands still, whatever it is at, and keeps its connections.</summary>
    public void Freeze() => _ = Signal(_process.Id, Halt);

    /// <summary>It goes on as if nothing had been.</summary>
    public void Thaw() => _ = Signal(_process.Id, GoOn);

    public bool HasSaid(string words) => _said.Any(line => line.Contains(words, StringComparison.Ordinal));

    public void Await(string words)
    {
        for (var clock = Stopwatch.StartNew(); !HasSaid(words); Thread.Sleep(10))
        {
            if (clock.Elapsed > Patience || _process.HasExited)
            {
                _process.WaitForExit(TimeSpan.FromSeconds(1));
                throw new TimeoutException(
                    $"The program {(IsAlive ? "does" : "ended and did")} not say '{words}', but:\n{Said}");
            }
        }
    }

    /// <param name="patiences">How often the usual patience; more for long runs.</param>
    /// <returns>Its exit code.</returns>
    public int End(int patiences = 1)
    {
        if (!_process.WaitForExit(patiences * Patience))
        {
            throw new TimeoutException($"The program does not end. It said:\n{Said}");
        }
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
