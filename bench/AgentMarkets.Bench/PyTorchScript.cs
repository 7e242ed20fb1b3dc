using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AgentMarkets.Bench;

/// <summary>Runs a script of <c>bench/pytorch</c> on one thread and reads the JSON of its last line.</summary>
internal static class PyTorchScript
{
    // Debian's python3-torch belongs to Debian's python3, whatever else is first on the path.
    private const string Python = "/usr/bin/python3";

    /// <returns>Nothing where Python or PyTorch is missing.</returns>
    public static JsonElement? Run(string script, params string[] arguments)
    {
        string path = Path.Combine(Checkout.Root, "bench", "pytorch", script);
        var start = new ProcessStartInfo(Python, [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            string? last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
            return process.ExitCode == 0 && last is not null ? JsonDocument.Parse(last).RootElement : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
