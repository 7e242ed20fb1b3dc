using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>The program as a process that knows the tests' broker, with what it says line by line.</summary>
internal sealed class Spoken : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Dotnet =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private Spoken(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public string Said => string.Join('\n', _said);

    public static Spoken Start(BrokerFixture fixture, string folder, params string[] words)
    {
        string user = words[0] switch
        {
            "node" => BrokerUser.Worker, "cluster" => BrokerUser.Operator, _ => BrokerUser.Coordinator,
        };
        var start = new ProcessStartInfo(Dotnet)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] broker = words.Contains("--broker")
            ? [fixture.Url(user), "--password-file", fixture.PasswordFile(user)] : [];
        string program = Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll");
        foreach (string word in (string[])[program, .. words, .. broker])
        {
            start.ArgumentList.Add(word);
        }
        return new Spoken(Process.Start(start)!);
    }

    /// <summary>Waits until it has said a sentence so often.</summary>
    public void Await(string sentence, int times = 1)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; Thread.Sleep(20))
        {
            if (_said.Count(line => line.Contains(sentence, StringComparison.Ordinal)) >= times)
            {
                return;
            }
            if (_process.HasExited)
            {
                _process.WaitForExit();
                Assert.True(_said.Count(line => line.Contains(sentence, StringComparison.Ordinal)) >= times,
                    $"It ended and had not said '{sentence}':\n{Said}");
            }
        }
        throw new TimeoutException($"It did not say '{sentence}':\n{Said}");
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Interrupt()
    {
        using var kill = Process.Start("/bin/kill", ["-INT", $"{Id}"]);
        kill.WaitForExit();
    }

    /// <summary>The processes that it started, from whatever thread.</summary>
    public IReadOnlyList<int> Children()
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{Id}/task").SelectMany(task =>
                File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse)];
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            return [];
        }
    }

    public Spoken ShouldEnd(int code)
    {
        if (!_process.WaitForExit(Patience))
        {
            throw new TimeoutException($"It did not end.\n{Said}");
        }
        _process.WaitForExit();
        Assert.True(_process.ExitCode == code, $"It ended with {_process.ExitCode}, not {code}.\n{Said}");
        return this;
    }

    /// <summary>Waits for its end.</summary>
    public bool HasEnded(int code) => _process.WaitForExit(Patience) && _process.ExitCode == code;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
