using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Tests.Links;
using AgentMarkets.Hosting.RabbitMq.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>Sweeps over processes that die: the table is that of a sweep that nobody disturbed.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class SweepProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweeps-").FullName;
    private readonly BrokerFixture _fixture;

    public SweepProcessTests(BrokerFixture fixture)
    {
        _fixture = fixture;
        SweepScene.Purge(fixture);
    }

    public void Dispose()
    {
        SweepScene.Purge(_fixture);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void ASweepOverNodes_OfWhichOneIsKilled_IsTheLocalOne()
    {
        // Long enough that the second node is at work when it is killed.
        string[] asked = Asked("auction.bidders=2,3,4,5", rounds: 4000);
        using var local = Start([.. asked, "--out", "local", "--quiet"]);
        using var first = Start("node", "--name", "first", "--slots", "1", "--broker");
        using var second = Start("node", "--name", "second", "--slots", "1", "--broker");
        local.ShouldEnd(0);
        first.Await("joined");
        second.Await("joined");
        using var sweep = Start([.. asked, "--out", "far", "--broker"]);
        Until(() => second.Children().Count > 0 && Inbox("far").Length >= 2);
        int child = second.Children()[0];
        second.Kill();
        sweep.ShouldEnd(0);
        AssertSame("local", "far", 4);
        // What the killed node had started has ended with it.
        Until(() => !Directory.Exists($"/proc/{child}"));
    }

    [SwarmFact]
    public void ASweepThatIsKilledAndStoppedAndStartedAgain_AsksForNothingTwice()
    {
        string[] asked = Asked("auction.bidders=2,3,4", rounds: 20);
        using var local = Start([.. asked, "--out", "local", "--quiet"]);
        using var killed = Start([.. asked, "--out", "far", "--broker"]);
        killed.Await("3 runs go to the nodes");
        killed.Await("no node takes runs now");
        killed.Kill();

        using var node = Start("node", "--name", "only", "--slots", "1", "--broker");
        // The node brings them while nobody hears.
        using (var look = new ManagedQueue(_fixture))
        {
            Until(() => look.Messages(SweepTopology.Jobs) == 0
                && Inbox("far").Length == 3);
        }
        local.ShouldEnd(0);
        using var again = Start([.. asked, "--out", "far", "--broker"]);
        again.ShouldEnd(0);
        Assert.DoesNotContain("go to the nodes", again.Said.Replace("0 runs go to the nodes", ""));
        AssertSame("local", "far", 3);
        using var done = Start([.. asked, "--out", "far", "--broker"]);
        done.Await("all runs were done before");
        done.ShouldEnd(0);
    }

    [SwarmFact]
    public void ARunThatCrashesWhateverPlaysIt_IsListedAsFailed_AndPlayedWithRetry()
    {
        string[] asked = Asked("auction.bidders=2", rounds: 100_000_000);
        using var node = Start("node", "--name", "only", "--slots", "1", "--broker");
        using var sweep = Start([.. asked, "--out", "far", "--broker"]);
        int before = 0;
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Until(() => node.Children() is [var child, ..] && child != before && Inbox("far").Length == attempt);
            before = node.Children().FirstOrDefault(before);
            Process.GetProcessById(before).Kill();
        }
        sweep.ShouldEnd(2);
        Assert.Contains("failed: 3 attempts ended without a result: its process ended by signal 9", sweep.Said);

        using var list = Start("cluster", "failed", "--json", "--broker");
        list.ShouldEnd(0);
        var job = Assert.Single(JsonNode.Parse(list.Said)!["jobs"]!.AsArray())!;
        Assert.Equal("only", job["node"]!.GetValue<string>());
        using var skipped = Start([.. asked, "--out", "far", "--broker"]);
        skipped.ShouldEnd(2);
        Assert.Contains("failed before; --retry plays it again", skipped.Said);

        using var retried = Start([.. asked, "--out", "far", "--retry", "--broker"]);
        int dead = Inbox("far").Length;
        Until(() => Inbox("far").Length > dead);
        Assert.Empty(FailedJobs.List(_fixture.Address(BrokerUser.Operator)));
        retried.Interrupt();
        retried.ShouldEnd(4);
        Assert.Contains("the nodes go on with what is queued", retried.Said);
    }

    [SwarmFact]
    public void ARestartOfTheBroker_LeavesTheTableAsItIs()
    {
        string[] asked = Asked("auction.bidders=2,3,4,5", rounds: 4000);
        using var local = Start([.. asked, "--out", "local", "--quiet"]);
        local.ShouldEnd(0);
        using var first = Start("node", "--name", "first", "--slots", "1", "--broker");
        using var second = Start("node", "--name", "second", "--slots", "1", "--broker");
        first.Await("joined");
        second.Await("joined");
        using var sweep = Start([.. asked, "--out", "far", "--broker"]);
        Until(() => Inbox("far").Length >= 2);
        _fixture.Broker.Kill();
        _fixture.Broker.Restart();
        sweep.ShouldEnd(0);
        Assert.Contains("the broker is lost (", sweep.Said);
        // The broker gave out again what was under way: a node may still play, in the sweep's folder for that, what
        // another has brought already.
        AssertSame(_folder, "local", "far", 4, isQuiet: false);
    }

    [SwarmFact]
    public void NodesOfASweepsOwn_BringTheSameTable_AndEndWithIt()
    {
        string[] asked = Asked("auction.bidders=2,3,4", rounds: 20);
        using var local = Start([.. asked, "--out", "local", "--quiet"]);
        local.ShouldEnd(0);
        using var sweep = Start([.. asked, "--out", "far", "--nodes", "2"]);
        Until(() => sweep.Children().Count > 0);
        int[] children = [.. sweep.Children()];
        sweep.ShouldEnd(0);
        AssertSame("local", "far", 3);
        Until(() => !children.Any(child => Directory.Exists($"/proc/{child}")));
    }

    [SwarmFact]
    public void AStudyOverNodes_HasTheTablesOfALocalOne()
    {
        File.WriteAllText(Path.Combine(_folder, "tiny.jsonc"), """
            {
              "description": "Two strategies.", "source": "Author (2020)",
              "settings": [ { "name": "rounds", "description": "Rounds.", "small": "4", "full": "8" } ],
              "experiment": { "auction": {}, "evaluation": { "samples": 64 } },
              "tables": [ {
                "name": "table-1", "title": "Table 1", "note": "{rounds} rounds", "set": { "rounds": "{rounds}" },
                "axes": [ { "name": "who", "points": [
                  { "label": "linear", "set": { "strategy": "linear" }, "published": { "l2": 0.125 } },
                  { "label": "mlp", "set": { "strategy": "mlp" } } ] } ],
                "columns": [ { "metric": "l2", "title": "L2", "published": "L2, published" } ] } ]
            }
            """);
        using var node = Start("node", "--name", "only", "--slots", "1", "--broker");
        using var local = Start("study", "tiny.jsonc", "--out", "local");
        local.ShouldEnd(0);
        using var far = Start("study", "tiny.jsonc", "--out", "far", "--broker");
        far.ShouldEnd(0);
        Assert.Contains("2 runs go to the nodes", far.Said);
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "local", "table-1.csv")),
            File.ReadAllText(Path.Combine(_folder, "far", "table-1.csv")));
        using var refused = Start("study", "tiny.jsonc", "--out", "x", "--host", "parallel", "--nodes", "2");
        refused.ShouldEnd(1);
        Assert.Contains("--host parallel: with --broker or --nodes each node plays a run on one thread", refused.Said);
    }

    internal static string[] Asked(string varied, int rounds) =>
    [
        "sweep", "first-price", varied, "smoothing.beta=10,50", "seed=1..2", $"rounds={rounds}", "batch=16",
        "evaluation.samples=1024", "evaluation.samples-on-the-way=256", "expect={}",
    ];

    internal static void Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(20))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException("waited 60 s in vain");
            }
        }
    }

    /// <summary>The runs that are not in their places yet.</summary>
    private string[] Inbox(string sweep) => Directory.Exists(Path.Combine(_folder, sweep, ".inbox"))
        ? Directory.GetDirectories(Path.Combine(_folder, sweep, ".inbox"))
        : [];

    private Spoken Start(params string[] words) => Spoken.Start(_fixture, _folder, words);

    private void AssertSame(string one, string other, int runs) => AssertSame(_folder, one, other, runs);

    /// <summary>Every metric of every replica and every state hash, bit for bit.</summary>
    /// <param name="isQuiet">Whether nobody plays for the sweep any more, so that nothing of it is left over.</param>
    internal static void AssertSame(string folder, string one, string other, int runs, bool isQuiet = true)
    {
        Assert.Equal(File.ReadAllText(Path.Combine(folder, one, "results.csv")),
            File.ReadAllText(Path.Combine(folder, other, "results.csv")));
        var (left, right) = (Runs(Path.Combine(folder, one)), Runs(Path.Combine(folder, other)));
        Assert.Equal(runs, left.Count);
        Assert.Equal(left, right);
        Assert.All(left, run => Assert.Equal(("done", true), (run.Status, run.Hash.Length > 0)));
        Assert.False(isQuiet && Directory.Exists(Path.Combine(folder, other, ".inbox")));
    }

    private static List<(string Name, string Status, string Hash)> Runs(string folder) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "sweep.json")))!["runs"]!.AsArray().Select(run =>
            (run!["name"]!.GetValue<string>(), run["status"]!.GetValue<string>(),
                run["stateHash"]!.GetValue<string>()))];

    private sealed class ManagedQueue(BrokerFixture fixture) : IDisposable
    {
        private readonly ManagementApi _api = Managed.By(fixture, BrokerUser.Operator);

        public long Messages(string queue) => _api.Queue(queue)?.Messages ?? 0;

        public void Dispose() => _api.Dispose();
    }
}
