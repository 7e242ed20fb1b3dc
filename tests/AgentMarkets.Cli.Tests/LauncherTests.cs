using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>
/// The launcher at the repository's root, run in a copy of its own. On PATH are only stubs (dotnet, apt-get, sudo, id,
/// the compilers), which log their calls, and the few tools of a bare system: nothing is installed or built here.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    static readonly string[] Tools =
    [
        "bash", "env", "find", "sort", "readlink", "mkdir", "rm", "mv", "cat", "sed", "grep", "tail", "awk", "flock",
        "setsid", "sleep", "touch", "chmod",
    ];

    static readonly string[] Needed = ["g++", "cmake", "make", "node", "npm", "chromium"];

    // `dotnet build` makes the program unless the file build-fails exists; `dotnet test` writes the results that lie
    // in <project>.trx; anything else is the program.
    const string DotnetStub = """
        case $1 in
          --list-sdks) cat "$STUBS/sdks"; exit 0 ;;
          build) echo "dotnet $1 ${2##*/}" >>"$STUBS/calls" ;;
          test) echo "dotnet $1 ${2##*/} filter=$([[ $* == *--filter* ]] && echo yes)" >>"$STUBS/calls" ;;
        esac
        case $1 in
          build)
            if [[ -f $STUBS/build-sleeps ]]; then touch "$STUBS/build-began"; sleep 0.5; fi
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

    const string AptStub = """
        echo "apt-get $*" >>"$STUBS/calls"
        if [[ -f $STUBS/apt-fails ]]; then echo "E: Unable to locate package"; exit 100; fi
        if [[ $1 == install ]]; then
          for package in "$@"; do
            case $package in
              nodejs) touch_stub=node ;;
              coinor-libclp1) touch "$STUBS/lib/libClp.so.1"; continue ;;
              g++|cmake|make|npm|chromium) touch_stub=$package ;;
              *) continue ;;
            esac
            cat "$STUBS/bin/nothing" >"$STUBS/bin/$touch_stub"
            chmod +x "$STUBS/bin/$touch_stub"
          done
        fi
        """;

    readonly string root = Directory.CreateTempSubdirectory("launcher ").FullName; // with a space, as users' paths have
    readonly string stubs;
    readonly string launcher;

    public LauncherTests()
    {
        stubs = Directory.CreateTempSubdirectory("stubs-").FullName;
        launcher = Path.Combine(root, "agentmarkets");
        File.Copy(Path.Combine(Repository(), "agentmarkets"), launcher);
        Write(root, "src/AgentMarkets.Cli/Program.cs", "// a source");
        Write(root, "src/AgentMarkets.Cli/bin/.keep", "");
        Write(root, "experiments/first-price.json", "{}");
        Write(root, "tests/A.Tests/A.cs", "// a test");
        Write(root, "AgentMarkets.sln", """
            Project("{FAE04EC0}") = "A.Tests", "tests\A.Tests\A.Tests.csproj", "{00000001}"
            EndProject
            Project("{FAE04EC0}") = "B.Tests", "tests\B.Tests\B.Tests.csproj", "{00000002}"
            EndProject
            """);
        Write(stubs, "libtorch/include/ATen/ATen.h", "");
        Write(stubs, "lib/libClp.so.1", "");
        Write(stubs, "sdks", "9.0.100 [/sdk]\n10.0.100 [/sdk]\n");
        Write(stubs, "calls", "");
        Directory.CreateDirectory(Path.Combine(stubs, "bin"));
        foreach (var tool in Tools)
            File.CreateSymbolicLink(Path.Combine(stubs, "bin", tool), Where(tool));
        Stub("dotnet", DotnetStub);
        Stub("apt-get", AptStub);
        Stub("id", "echo 0");
        Stub("nothing", "");
        foreach (var tool in Needed)
            Stub(tool, "");
    }

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(stubs, recursive: true);
    }

    [Fact]
    public void TheFirstStartBuildsAndLaterOnesOnlyRun()
    {
        var first = Run("run", "first-price", "a b");
        Assert.Equal((0, "program: run first-price a b\n"), (first.Code, first.Output));
        Assert.Contains("building the program", first.Said);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());

        var second = Run("version");
        Assert.Equal((0, "program: version\n", ""), (second.Code, second.Output, second.Said));
        Assert.Equal("program: --help\n", Run().Output);
        Write(root, "experiments/first-price.json", "{ \"seed\": 1 }");
        Write(root, "src/AgentMarkets.Cli/obj/generated.cs", "");
        Write(root, "tests/A.Tests/A.cs", "// another test");
        Run("version");
        Assert.Single(Calls());
    }

    [Fact]
    public void AChangedAnAddedAndADeletedSourceBuildAgain()
    {
        Run("version");
        Write(root, "src/AgentMarkets.Cli/Program.cs", "// a changed source");
        Run("version");
        Assert.Equal(2, Calls().Length);
        Write(root, "src/AgentMarkets.Cli/More.cs", "");
        Run("version");
        Assert.Equal(3, Calls().Length);
        File.Delete(Path.Combine(root, "src/AgentMarkets.Cli/More.cs"));
        Run("version");
        Assert.Equal(4, Calls().Length);
        // Restored from elsewhere with its old time: older than the last build, but not what was built.
        Write(root, "src/AgentMarkets.Cli/Program.cs", "// a source");
        File.SetLastWriteTimeUtc(Path.Combine(root, "src/AgentMarkets.Cli/Program.cs"), new DateTime(2020, 1, 1));
        Run("version");
        Assert.Equal(5, Calls().Length);
        Run("version");
        Assert.Equal(5, Calls().Length);
    }

    [Fact]
    public void WhatIsMissingIsNamedWithItsReasonBeforeItIsInstalled()
    {
        foreach (var tool in new[] { "cmake", "node", "npm", "chromium" })
            File.Delete(Path.Combine(stubs, "bin", tool));
        var run = Run("version");
        Assert.Equal((0, "program: version\n"), (run.Code, run.Output));
        Assert.Equal(
            [
                "apt-get update",
                "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
                    + " cmake nodejs npm",
                "dotnet build AgentMarkets.Cli",
            ],
            Calls());
        InOrder(run.Said, "missing", "cmake", "binding", "nodejs", "charts", "npm",
            "installing them with: apt-get update", "installing 3 packages", "done in", "building");
        Assert.DoesNotContain("chromium", run.Said);
    }

    [Fact]
    public void NpmIsNotInstalledWhereNodeBroughtIt()
    {
        File.Delete(Path.Combine(stubs, "bin", "npm"));
        Run("version");
        Assert.EndsWith(" npm", Calls()[1]);
        Assert.DoesNotContain("nodejs", Calls()[1]);
    }

    [Fact]
    public void OnlyTestsNeedTheBrowser()
    {
        Run("version");
        File.Delete(Path.Combine(stubs, "bin", "chromium"));
        Run("version");
        Assert.Single(Calls());
        Results("A.Tests", passed: 1);
        var run = Run("test");
        Assert.Contains("chromium", run.Said);
        Assert.EndsWith(" chromium", Calls()[2]);
    }

    [Fact]
    public void ClpIsInstalledWhereItsLibraryIsMissing()
    {
        HideTheSystemsLibraries();
        Run("version");
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
        File.Delete(Path.Combine(stubs, "lib/libClp.so.1"));
        var run = Run("setup");
        InOrder(run.Said, "coinor-libclp1", "linear programs", "installing 1 packages", "ready");
        Assert.EndsWith(" coinor-libclp1", Calls()[2]);
    }

    [Fact]
    public void WithoutAptOnlyTestsNeedClp()
    {
        HideTheSystemsLibraries();
        File.Delete(Path.Combine(stubs, "lib/libClp.so.1"));
        File.Delete(Path.Combine(stubs, "bin", "apt-get"));
        Assert.Equal(0, Run("version").Code);
        var run = Run("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("coinor-libclp1", run.Said);
    }

    [Fact]
    public void WithoutRootAndSudoTheOneLineIsPrinted()
    {
        File.Delete(Path.Combine(stubs, "bin", "cmake"));
        Stub("id", "echo 1000");
        var run = Run("version");
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("as root", run.Said);
        Assert.Contains("apt-get update && apt-get install -y --no-install-recommends cmake\n", run.Said);
        Assert.Empty(Calls());
    }

    [Fact]
    public void SudoIsUsedWhereItAsksNothingAndElseTheOneLineIsPrinted()
    {
        File.Delete(Path.Combine(stubs, "bin", "cmake"));
        Stub("id", "echo 1000");
        Stub("sudo", "exit 1");
        var refused = Run("version");
        Assert.Equal(1, refused.Code);
        Assert.Contains("sudo apt-get update && sudo apt-get install -y --no-install-recommends cmake\n", refused.Said);
        Assert.Empty(Calls());

        Stub("sudo", """
            echo "sudo $1 ${2##*/}" >>"$STUBS/calls"
            if [[ $1 == -n ]]; then shift; "$@"; fi
            """);
        Stub("true", "");
        Assert.Equal(0, Run("version").Code);
        Assert.Contains("sudo -n apt-get", Calls());
        Assert.Contains(Calls(), call => call.StartsWith("apt-get install", StringComparison.Ordinal));
    }

    [Fact]
    public void AFailedInstallationShowsItsOutput()
    {
        File.Delete(Path.Combine(stubs, "bin", "cmake"));
        Write(stubs, "apt-fails", "");
        var run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("E: Unable to locate package", run.Said);
        Assert.Contains("By hand: apt-get update && apt-get install", run.Said);
    }

    [Fact]
    public void WithoutAptItSaysWhatIsNeededAndHowToNameLibtorch()
    {
        File.Delete(Path.Combine(stubs, "bin", "cmake"));
        File.Delete(Path.Combine(stubs, "bin", "apt-get"));
        var run = Run("version");
        Assert.Equal(1, run.Code);
        InOrder(run.Said, "cmake", "LIBTORCH");
    }

    [Theory]
    [InlineData("8.0.400 [/sdk]\n")]
    [InlineData("")]
    public void AnOldOrNoSdkEndsWithTheWayOut(string sdks)
    {
        Write(stubs, "sdks", sdks);
        var run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("the .NET SDK 10 is needed", run.Said);
        File.Delete(Path.Combine(stubs, "bin", "dotnet"));
        run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("the .NET SDK 10 is needed, but no dotnet is on PATH", run.Said);
    }

    [Fact]
    public void AFailedBuildShowsTheErrorAndIsTriedAgain()
    {
        Run("version");
        Write(stubs, "build-fails", "");
        Write(root, "src/AgentMarkets.Cli/Program.cs", "// an error");
        var run = Run("version");
        Assert.Equal((5, ""), (run.Code, run.Output));
        Assert.Contains("error CS1002: ; expected", run.Said);
        Assert.DoesNotContain("nobody needs", run.Said);
        Assert.Empty(Stamps());
        File.Delete(Path.Combine(stubs, "build-fails"));
        Assert.Equal("program: version\n", Run("version").Output);
        Assert.Equal(3, Calls().Length);
    }

    [Fact]
    public async Task ABuildThatIsInterruptedEndsAtOnceAndLeavesNoStamp()
    {
        Write(stubs, "build-hangs", "");
        using var process = Start(root, "version");
        await Until(() => File.Exists(Path.Combine(stubs, "build-began")));
        Interrupt(process);
        Assert.Equal(130, (await Finish(process)).Code);
        Assert.Empty(Stamps());
    }

    [Fact]
    public async Task TwoStartsAtOnceBuildOnce()
    {
        Write(stubs, "build-sleeps", "");
        using var first = Start(root, "version");
        await Until(() => File.Exists(Path.Combine(stubs, "build-began")));
        using var second = Start(root, "list");
        Assert.Equal("program: version\n", (await Finish(first)).Output);
        var late = await Finish(second);
        Assert.Equal("program: list\n", late.Output);
        Assert.Contains("waiting", late.Said);
        Assert.Single(Calls());
    }

    [Fact]
    public async Task TheExitCodeAndSignalsAreThePrograms()
    {
        Assert.Equal(3, Run("exit", "3").Code);
        using var process = Start(root, "wait");
        Assert.Equal("program: wait", await process.StandardOutput.ReadLineAsync());
        await Task.Delay(100); // until its trap is set
        Interrupt(process);
        var run = await Finish(process);
        Assert.Equal((4, "interrupted\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task ItRunsFromAnyFolderAndThroughALink()
    {
        var elsewhere = Path.Combine(stubs, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.CreateSymbolicLink(Path.Combine(elsewhere, "am"), launcher);
        Stub("dotnet", DotnetStub.Replace("echo \"program: ${*:2}\"", "echo \"in $PWD\"", StringComparison.Ordinal));
        using var process = Start(elsewhere, Path.Combine(elsewhere, "am"), ["version"]);
        Assert.Equal($"in {elsewhere}\n", (await Finish(process)).Output);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
    }

    [Fact]
    public void TestsAreSummedOverAllProjects()
    {
        Results("A.Tests", passed: 3, skipped: 2);
        Results("B.Tests", passed: 4);
        var run = Run("test");
        Assert.Equal((0, "2 skipped\n7 passed, 0 failed\n"), (run.Code, run.Output));
        InOrder(run.Said, "building", "testing A.Tests ... 3 passed, 0 failed in", "testing B.Tests ... 4 passed");
        Assert.Equal(
            [
                "dotnet build AgentMarkets.sln",
                "dotnet test A.Tests.csproj filter=",
                "dotnet test B.Tests.csproj filter=",
            ],
            Calls());
        // Nothing changed: neither the tests nor the program are built again.
        Assert.Equal("program: version\n", Run("version").Output);
        Run("test", "Auctions");
        Assert.Equal("dotnet test A.Tests.csproj filter=yes", Calls()[3]);
    }

    [Fact]
    public void AFailedTestIsNamedWithItsMessage()
    {
        Results("A.Tests", passed: 3, failed: 1, body: """
            <UnitTestResult executionId="1" testName="Good" duration="0" outcome="Passed" />
            <UnitTestResult executionId="2" testName="Bids(of: &quot;a&lt;b&quot;)" duration="0" outcome="Failed">
              <Output><ErrorInfo><Message>Expected 1&#xD;
            Actual 2 &amp; more</Message><StackTrace>   at Bids() in Bids.cs:line 7</StackTrace></ErrorInfo></Output>
            </UnitTestResult>
            """);
        Write(stubs, "A.Tests.exit", "1");
        Results("B.Tests", passed: 4);
        var run = Run("test");
        Assert.Equal(1, run.Code);
        InOrder(run.Output, "FAILED Bids(of: \"a<b\")\n", "Expected 1\n", "Actual 2 & more\n", "Bids.cs:line 7");
        Assert.EndsWith("\n7 passed, 1 failed\n", run.Output);
    }

    [Fact]
    public void ACrashCountsAsAFailure()
    {
        Results("A.Tests", passed: 3);
        Write(stubs, "B.Tests.exit", "134");
        var run = Run("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("testing B.Tests ... 0 passed, then it crashed (exit code 134)", run.Said);
        Assert.Contains("the active test run was aborted", run.Output);
        Assert.EndsWith("\n3 passed, 1 failed\n", run.Output);
    }

    [Fact]
    public void NoTestAtAllIsNotASuccess()
    {
        var run = Run("test", "Nothing");
        Assert.Equal((1, "0 passed, 0 failed\n"), (run.Code, run.Output));
        Assert.Contains("nothing matches Nothing", run.Said);
        Assert.Equal(1, Run("test", "a", "b").Code);
    }

    [Fact]
    public void SetupOnlySetsUp()
    {
        var run = Run("setup");
        Assert.Equal((0, ""), (run.Code, run.Output));
        Assert.Contains("ready", run.Said);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
    }

    // ---- Helpers ----

    sealed record Result(int Code, string Output, string Said);

    void HideTheSystemsLibraries()
    {
        var script = File.ReadAllText(launcher);
        const string Folders = "/usr{,/local}/lib{,64,/*}";
        Assert.Contains(Folders, script);
        File.WriteAllText(launcher, script.Replace(Folders, "/none", StringComparison.Ordinal));
    }

    Result Run(params string[] arguments)
    {
        using var process = Start(root, launcher, arguments);
        return Finish(process).GetAwaiter().GetResult();
    }

    Process Start(string folder, string verb) => Start(folder, launcher, [verb]);

    Process Start(string folder, string file, string[] arguments)
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
        start.Environment["PATH"] = Path.Combine(stubs, "bin");
        start.Environment["HOME"] = stubs;
        start.Environment["STUBS"] = stubs;
        start.Environment["ROOT"] = root;
        start.Environment["LD_LIBRARY_PATH"] = Path.Combine(stubs, "none") + ":" + Path.Combine(stubs, "lib");
        start.Environment["LIBTORCH"] = Path.Combine(stubs, "libtorch");
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    static async Task<Result> Finish(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Result(process.ExitCode, await output, await said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the launcher did not end within 30 s");
        }
    }

    static void Interrupt(Process process)
    {
        using var kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString()]);
        kill.WaitForExit();
    }

    static async Task Until(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited += 20)
        {
            if (waited > 30_000)
                throw new TimeoutException("waited 30 s in vain");
            await Task.Delay(20);
        }
    }

    string[] Calls() => File.ReadAllLines(Path.Combine(stubs, "calls"));

    string[] Stamps() => Directory.GetFiles(Path.Combine(root, "artifacts"), "*.stamp");

    void Results(string project, int passed, int failed = 0, int skipped = 0, string body = "")
    {
        var ran = passed + failed;
        Write(stubs, $"{project}.trx", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun><Results>{body}</Results><ResultSummary outcome="Completed">
            <Counters total="{ran + skipped}" executed="{ran}" passed="{passed}" failed="{failed}" error="0" />
            </ResultSummary></TestRun>
            """);
    }

    void Stub(string name, string script)
    {
        var path = Path.Combine(stubs, "bin", name);
        Write(stubs, Path.Combine("bin", name), $"#!{Where("bash")}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    static void InOrder(string text, params string[] parts)
    {
        var from = 0;
        foreach (var part in parts)
        {
            var at = text.IndexOf(part, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"'{part}' is missing (in this order) in:\n{text}");
            from = at + part.Length;
        }
    }

    static string Where(string tool) =>
        new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, tool)).First(File.Exists);

    static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (new[] { "agentmarkets", "LICENSE" }.All(file => File.Exists(Path.Combine(folder.FullName, file))))
                return folder.FullName;
        }
        throw new InvalidOperationException("the repository's root was not found above " + AppContext.BaseDirectory);
    }
}
