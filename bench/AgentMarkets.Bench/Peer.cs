using System.Diagnostics;
using System.Globalization;

namespace AgentMarkets.Bench;

/// <summary>A program that times operations: it is sent "name repeats" lines and answers with microseconds.</summary>
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

    /// <summary>Microseconds of one repetition; NaN where the program ended.</summary>
    internal double Microseconds(string name, int repeats) =>
        double.TryParse(Ask($"{name} {repeats}"), CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    /// <summary>The answer to a line; null where the program ended.</summary>
    internal string? Ask(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        return process.StandardOutput.ReadLine();
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, and what it was last asked cannot be flushed.
        }
        process.WaitForExit(5000);
        process.Dispose();
    }
}
