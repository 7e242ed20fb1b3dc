using System.Diagnostics;
using System.Globalization;

namespace AgentMarkets.Bench;

/// <summary>Another program's timings: a round for each line it is sent, one "name microseconds" a line, then "end".</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process process;

    private Peer(Process process) => this.process = process;

    /// <summary>Starts the program; null and the reason where it cannot run.</summary>
    internal static Peer? Start(string file, string arguments, out string reason)
    {
        reason = string.Empty;
        try
        {
            var start = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            start.Environment["OMP_NUM_THREADS"] = "1";
            start.Environment["OPENBLAS_NUM_THREADS"] = "1";
            return new Peer(Process.Start(start)!);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            reason = error.Message;
            return null;
        }
    }

    /// <summary>One round; null where the program ended instead.</summary>
    internal Dictionary<string, double>? Round()
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        try
        {
            process.StandardInput.WriteLine("round");
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line == "end")
            {
                return found;
            }
            string[] parts = line.Split(' ');
            found[parts[0]] = double.Parse(parts[1], CultureInfo.InvariantCulture);
        }
        return null;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(5000);
        process.Dispose();
    }
}
