using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>
/// A copy of the launcher at the repository's root, for one test. On PATH are only stubs (dotnet, apt-get, sudo, id,
/// the compilers), which log their calls, and the few tools of a bare system: nothing is installed or built here.
/// </summary>
[UnsupportedOSPlatform("windows")]
public abstract class LauncherCopy : IDisposable
{
    private static readonly string[] Tools =
    [
        "bash", "env", "find", "sort", "readlink", "mkdir", "rm", "mv", "cat", "sed", "grep", "tail", "awk", "flock",
        "setsid", "sleep", "touch", "chmod",
    ];

    private static readonly string[] Needed = ["g++", "cmake", "make", "node", "npm", "chromium", "rabbitmq-server"];

    // `dotnet build` makes the program unless the file build-fails exists; `dotnet test` writes the results that lie
    // in <project>.trx, once the file exists that <project>.awaits names; anything else is the program.
    protected const string DotnetStub = """
        case $1 in
          --list-sdks) cat "$STUBS/sdks"; exit 0 ;;
          build) echo "dotnet $1 ${2##*/}" >>"$STUBS/calls" ;;
          test) echo "dotnet $1 ${2##*/} filter=$([[ $* == *--filter* ]] && echo yes)" >>"$STUBS/calls" ;;
        esac
        case $1 in
          build)
            if [[ -f $STUBS/build-sleeps ]]; then touch "$STUBS/build-began"; sleep 3; fi
            if [[ -f $STUBS/build-hangs ]]; then touch "$STUBS/build-began"; sleep 60; fi
            if [[ -f $STUBS/build-fails ]]; then
              echo "  a warning that nobody needs"
              echo "  Program.cs(1,1): error CS1002: ; expected [x.csproj]"
              exit 1
            fi
            mkdir -p "$ROOT/src/AgentMarkets.Cli/bin/Release/net10.0"
            touch "$ROOT/src/AgentMarkets.Cli/bin/Release/net10.0/agentmarkets.dll" ;;
          test)
            name=${2##*/} name=${name%.csproj}
            while [[ $1 != --results-directory ]]; do shift; done
            trap 'touch "$STUBS/$name.ended"; exit 143' TERM
            touch "$STUBS/$name.began"
            while [[ -f $STUBS/$name.awaits && ! -f $STUBS/$(<"$STUBS/$name.awaits") ]]; do sleep 0.05; done
            if [[ -f $STUBS/$name.trx ]]; then mkdir -p "$2"; cat "$STUBS/$name.trx" >"$2/any name.trx"; fi
            if [[ -f $STUBS/$name.exit ]]; then
              echo "the active test run was aborted"
              exit "$(cat "$STUBS/$name.exit")"
            fi ;;
          *)
            echo "program: ${*:2}"
            case ${2:-} in
              wait) trap 'echo interrupted; exit 4' INT; while :; do sleep 0.05; done ;;
              exit) exit "$3" ;;
            esac ;;
        esac
        """;

    private const string AptStub = """
        echo "apt-get $*" >>"$STUBS/calls"
        if [[ -f $STUBS/apt-fails ]]; then echo "E: Unable to locate package"; exit 100; fi
        if [[ $1 == install ]]; then
          for package in "$@"; do
            case $package in
              nodejs) touch_stub=node ;;
              coinor-libclp1) touch "$STUBS/lib/libClp.so.1"; continue ;;
              g++|cmake|make|npm|chromium|rabbitmq-server) touch_stub=$package ;;
              *) continue ;;
            esac
            cat "$STUBS/bin/nothing" >"$STUBS/bin/$touch_stub"
            chmod +x "$STUBS/bin/$touch_stub"
          done
        fi
        """;

    protected LauncherCopy()
    {
        // With a space, as users' paths have.
        Root = Directory.CreateTempSubdirectory("launcher ").FullName;
        Stubs = Directory.CreateTempSubdirectory("stubs-").FullName;
        Launcher = Path.Combine(Root, "agentmarkets");
        File.Copy(Path.Combine(Checkout.Root, "agentmarkets"), Launcher);
        Write(Root, "src/AgentMarkets.Cli/Program.cs", "// a source");
        Write(Root, "src/AgentMarkets.Cli/bin/.keep", "");
        Write(Root, "experiments/first-price.json", "{}");
        Write(Root, "tests/A.Tests/A.cs", "// a test");
        Write(Root, "AgentMarkets.sln", """
            Project("{FAE04EC0}") = "A.Tests", "tests\A.Tests\A.Tests.csproj", "{00000001}"
            EndProject
            Project("{FAE04EC0}") = "B.Tests", "tests\B.Tests\B.Tests.csproj", "{00000002}"
            EndProject
            """);
        Write(Stubs, "libtorch/include/ATen/ATen.h", "");
        Write(Stubs, "lib/libClp.so.1", "");
        Write(Stubs, "sdks", "9.0.100 [/sdk]\n10.0.100 [/sdk]\n");
        Write(Stubs, "calls", "");
        Directory.CreateDirectory(Path.Combine(Stubs, "bin"));
        foreach (var tool in Tools)
            File.CreateSymbolicLink(Path.Combine(Stubs, "bin", tool), Where(tool));
        Stub("dotnet", DotnetStub);
        Stub("apt-get", AptStub);
        Stub("id", "echo 0");
        Stub("nothing", "");
        foreach (var tool in Needed)
            Stub(tool, "");
    }

    protected string Root { get; }

    protected string Stubs { get; }

    protected string Launcher { get; }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        Directory.Delete(Stubs, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected void HideTheSystemsLibraries()
    {
        var script = File.ReadAllText(Launcher);
        const string Folders = "/usr{,/local}/lib{,64,/*}";
        Assert.Contains(Folders, script);
        File.WriteAllText(Launcher, script.Replace(Folders, "/none", StringComparison.Ordinal));
    }

    protected void HideTheSystemsBroker()
    {
        var script = File.ReadAllText(Launcher);
        const string Folder = "/usr/lib/rabbitmq/";
        Assert.Contains(Folder, script);
        File.WriteAllText(Launcher, script.Replace(Folder, "/none/", StringComparison.Ordinal));
        File.Delete(Path.Combine(Stubs, "bin", "rabbitmq-server"));
    }

    private protected Outcome Run(params string[] arguments)
    {
        using var process = Start(Root, Launcher, arguments);
        return Finish(process).GetAwaiter().GetResult();
    }

    protected Process Start(string folder, string verb) => Start(folder, Launcher, [verb]);

    protected Process Start(string folder, string file, string[] arguments)
    {
        // Through env: started in a script's background, this process may have inherited that interrupts are ignored.
        var start = new ProcessStartInfo("/usr/bin/env")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments.Prepend(file).Prepend("--default-signal=INT"))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = Path.Combine(Stubs, "bin");
        start.Environment["HOME"] = Stubs;
        start.Environment["STUBS"] = Stubs;
        start.Environment["ROOT"] = Root;
        start.Environment["LD_LIBRARY_PATH"] = Path.Combine(Stubs, "none") + ":" + Path.Combine(Stubs, "lib");
        start.Environment["LIBTORCH"] = Path.Combine(Stubs, "libtorch");
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private protected static async Task<Outcome> Finish(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the launcher did not end within 30 s");
        }
    }

    protected static void Interrupt(Process process)
    {
        using var kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString()]);
        kill.WaitForExit();
    }

    protected static async Task Until(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited += 20)
        {
            if (waited > 30_000)
                throw new TimeoutException("waited 30 s in vain");
            await Task.Delay(20);
        }
    }

    protected string[] Calls() => File.ReadAllLines(Path.Combine(Stubs, "calls"));

    protected string[] Stamps() => Directory.GetFiles(Path.Combine(Root, "artifacts"), "*.stamp");

    protected void Results(string project, int passed, int failed = 0, int skipped = 0, string body = "")
    {
        var ran = passed + failed;
        Write(Stubs, $"{project}.trx", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun><Results>{body}</Results><ResultSummary outcome="Completed">
            <Counters total="{ran + skipped}" executed="{ran}" passed="{passed}" failed="{failed}" error="0" />
            </ResultSummary></TestRun>
            """);
    }

    protected void Stub(string name, string script)
    {
        var path = Path.Combine(Stubs, "bin", name);
        Write(Stubs, Path.Combine("bin", name), $"#!{Where("bash")}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    protected static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    protected static void InOrder(string text, params string[] parts)
    {
        var from = 0;
        foreach (var part in parts)
        {
            var at = text.IndexOf(part, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"'{part}' is missing (in this order) in:\n{text}");
            from = at + part.Length;
        }
    }

    private static string Where(string tool) =>
        new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, tool)).First(File.Exists);
}
