using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Hosting.RabbitMq.Sweeps;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>Plays jobs in child processes, one for each job under way: what crashes one of them leaves the node
/// alive.</summary>
/// <remarks>A child stays for the next job, since half of a short run is the start of a process. It ends with this
/// process, also where that is killed: its standard input then ends.</remarks>
internal sealed class JobPlayer(IReadOnlyList<string> plugins) : IDisposable
{
    private readonly ConcurrentBag<Child> _idle = [];

    /// <inheritdoc cref="PlayJob"/>
    public async Task<JobEnd> PlayAsync(SweepJob job, string run, string device, CancellationToken stop)
    {
        string file = run + ".job";
        await File.WriteAllBytesAsync(file, job.ToBytes(), stop);
        Child? child = null;
        try
        {
            if (!_idle.TryTake(out child))
            {
                child = new Child(plugins);
            }
            var played = child;
            using var ends = stop.Register(played.Kill);
            string? answer = await played.AskAsync(new JobAsked(file, run, device));
            var end = stop.IsCancellationRequested ? new JobStopped()
                : answer is null ? new JobCrashed(await played.LastWordsAsync()) : JobAnswer.Read(answer);
            if (answer is not null && !stop.IsCancellationRequested)
            {
                _idle.Add(played);
                child = null;
            }
            return end;
        }
        finally
        {
            child?.Dispose();
            File.Delete(file);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var child))
        {
            child.Dispose();
        }
    }

    private sealed class Child : IDisposable
    {
        private const int LinesKept = 20;

        private readonly Process _process;
        private readonly ConcurrentQueue<string> _said = new();

        public Child(IReadOnlyList<string> plugins)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            // Started as dotnet program.dll or as a program of its own.
            string program = typeof(JobPlayer).Assembly.Location;
            string[] own = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "agentmarkets" ? [] : [program];
            foreach (string word in (string[])
                [.. own, PlayJobsCommand.Verb, .. plugins.SelectMany(plugin => new[] { "--plugins", plugin })])
            {
                start.ArgumentList.Add(word);
            }
            _process = Process.Start(start)!;
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginErrorReadLine();
        }

        /// <returns>Nothing where it has ended instead.</returns>
        public async Task<string?> AskAsync(JobAsked asked)
        {
            try
            {
                await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(asked));
                await _process.StandardInput.FlushAsync();
            }
            catch (IOException)
            {
                return null;
            }
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(JobAnswer.Mark, StringComparison.Ordinal))
                {
                    return line[JobAnswer.Mark.Length..];
                }
            }
            return null;
        }

        public async Task<string> LastWordsAsync()
        {
            await _process.WaitForExitAsync();
            int code = _process.ExitCode;
            // As a shell says it: 128 and the number of the signal.
            string how = code > 128 ? $"by signal {code - 128}" : $"with exit code {code}";
            string words = _said.LastOrDefault(line => line.Trim().Length > 0) ?? "";
            return $"its process ended {how}{(words.Length > 0 ? $": {words.Trim()}" : "")}";
        }

        public void Kill()
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended.
            }
        }

        public void Dispose()
        {
            Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        private void Keep(string? line)
        {
            if (line is not null)
            {
                _said.Enqueue(line);
                while (_said.Count > LinesKept)
                {
                    _said.TryDequeue(out _);
                }
            }
        }
    }
}

/// <summary>What a child is asked, as a line of JSON.</summary>
/// <param name="Job">The file that holds it.</param>
/// <param name="Run">The run directory to make.</param>
internal sealed record JobAsked(string Job, string Run, string Device);

/// <summary>What a child answers, as a line behind a mark.</summary>
internal static class JobAnswer
{
    public const string Mark = "agentmarkets-job: ", Played = "played", Stopped = "stopped", Refused = "refused ";

    public static JobEnd Read(string answer) => answer switch
    {
        Played => new JobPlayed(),
        Stopped => new JobStopped(),
        _ when answer.StartsWith(Refused, StringComparison.Ordinal) => new JobRefused(answer[Refused.Length..]),
        _ => new JobCrashed($"its process answered '{answer}'"),
    };
}
