using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AgentMarkets.Docs.Tests;

/// <summary>A folder that looks to a reader's commands like the repository's root, and is thrown away.</summary>
internal sealed class Desk : IDisposable
{
    private const int SecondsPerCommand = 120;

    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-docs-").FullName;

    /// <param name="page">Its blocks with a file are written.</param>
    public Desk(Page page)
    {
        // The launcher would build; this stands in for it and starts the program that these tests are built with.
        string launcher = this["agentmarkets"];
        string program = Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll");
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        File.WriteAllText(launcher, $"#!/bin/sh\nexec '{dotnet}' '{program}' \"$@\"\n");
        Run("chmod +x agentmarkets");
        string built = this["src/AgentMarkets.Cli/bin/Release"];
        Directory.CreateDirectory(built);
        Directory.CreateSymbolicLink(Path.Combine(built, "net10.0"), AppContext.BaseDirectory);
        foreach (var block in page.Blocks.Where(block => block["file"] is not null))
        {
            string file = this[block["file"]!];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, block.Text);
        }
    }

    public string this[string file] => Path.Combine(_folder, file);

    /// <summary>Runs a command line as a shell would.</summary>
    /// <returns>The exit code, and standard output followed by standard error.</returns>
    public (int ExitCode, string Output) Run(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What belongs to the build that runs these tests must not reach a build that they start.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove((string)variable.Key);
            }
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(SecondsPerCommand)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' ran longer than {SecondsPerCommand} s.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    public void Dispose()
    {
        // The link first: what it leads to is not ours to remove.
        Directory.Delete(this["src/AgentMarkets.Cli/bin/Release/net10.0"]);
        Directory.Delete(_folder, recursive: true);
    }
}
