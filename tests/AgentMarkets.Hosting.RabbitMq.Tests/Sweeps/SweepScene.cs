using System.Diagnostics;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Tests.Links;
using Xunit;
using BrokerConnection = AgentMarkets.Hosting.RabbitMq.Links.BrokerConnection;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>A sweep and nodes at a real broker, each as the user that it would be, with runs that are a file each.
/// </summary>
internal sealed class SweepScene : IDisposable
{
    public const string Build = "this build";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BrokerFixture _fixture;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _nodes = [];

    public SweepScene(BrokerFixture fixture)
    {
        _fixture = fixture;
        Purge(fixture);
        Dispatch = Open();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("sweep-").FullName;

    public string Sweep { get; } = $"{Guid.NewGuid():n}"[..16];

    public SweepDispatch Dispatch { get; private set; }

    public BrokerAddress Operator => _fixture.Address(BrokerUser.Operator);

    public BrokerAddress Worker => _fixture.Address(BrokerUser.Worker);

    public string Inbox => Path.Combine(Folder, "inbox");

    /// <summary>The queue of jobs is that of all sweeps: what one test has left is not for the next.</summary>
    public static void Purge(BrokerFixture fixture)
    {
        using var connection = BrokerConnection.Open(fixture.Address(BrokerUser.Operator), "test", async life =>
        {
            var channel = await life.ChannelAsync();
            await SweepTopology.DeclareAsync(channel);
            await channel.QueuePurgeAsync(SweepTopology.Jobs);
            await channel.QueuePurgeAsync(SweepTopology.Failed);
        });
    }

    /// <param name="inbox">Where a node looks for the sweep's folder; nothing: where it is.</param>
    public SweepJob Job(string text, string? inbox = null, string build = Build) =>
        new(Sweep, $"run {text}", "e", text, build, new Dictionary<string, string>(), inbox ?? Inbox, "a command");

    /// <summary>A node, until the scene ends or is told otherwise.</summary>
    public Task Node(string name, PlayJob play, string build = Build, int slots = 1, Func<bool>? isBusy = null,
        CancellationToken stop = default)
    {
        var both = CancellationTokenSource.CreateLinkedTokenSource(stop, _stop.Token);
        var node = JobWorker.RunAsync(Worker, new JobTaker(name, build, [.. Enumerable.Repeat("cpu", slots)],
            Directory.CreateDirectory(Path.Combine(Folder, name)).FullName), play, isBusy ?? (() => false), both.Token);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Leaves the text of the job as its run.</summary>
    public static Task<JobEnd> Play(SweepJob job, string run, string device, CancellationToken stop)
    {
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "text"), job.Text);
        return Task.FromResult<JobEnd>(new JobPlayed());
    }

    /// <summary>The next news of a kind; what comes before it is passed over.</summary>
    public T Hear<T>(Func<T, bool>? isIt = null)
        where T : SweepNews
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
        {
            if (Dispatch.TryHear(TimeSpan.FromMilliseconds(50), out var news) && news is T wanted
                && isIt?.Invoke(wanted) != false)
            {
                return wanted;
            }
        }
        throw new TimeoutException($"No {typeof(T).Name} was heard.");
    }

    /// <summary>The process of the sweep ends and begins anew.</summary>
    public void Reopen()
    {
        Dispatch.Dispose();
        Dispatch = Open();
    }

    public void Dispose()
    {
        _stop.Cancel();
        Assert.True(Task.WhenAll(_nodes.Select(node => node.ContinueWith(_ => { }, TaskScheduler.Default)))
            .Wait(Patience));
        Dispatch.End();
        Dispatch.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private SweepDispatch Open() => SweepDispatch.Open(_fixture.Address(), Sweep, Inbox);
}
