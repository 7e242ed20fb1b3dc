using System.Diagnostics;

namespace AgentMarkets.Bench.Cluster;

/// <summary>Processes of this program that end when their standard input does.</summary>
internal sealed class Children : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <param name="roles">The words that each is started with.</param>
    public Children(string[][] roles)
    {
        string host = Environment.ProcessPath!;
        // A program of its own, or a library that the runtime was started with.
        string[] self = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(Children).Assembly.Location] : [];
        foreach (string[] role in roles)
        {
            var start = new ProcessStartInfo(host, [.. self, .. role])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            };
            _processes.Add(Process.Start(start)!);
        }
        foreach (var process in _processes)
        {
            if (process.StandardOutput.ReadLine() != "ready")
            {
                throw new InvalidOperationException("A child process did not become ready.");
            }
        }
    }

    public IReadOnlyList<Process> Processes => _processes;

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
