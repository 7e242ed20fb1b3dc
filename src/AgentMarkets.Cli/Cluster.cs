using AgentMarkets.Cli.Engines;
using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Lab;
using static TorchSharp.torch;

namespace AgentMarkets.Cli;

/// <summary>The machines that a user asks for.</summary>
/// <param name="EngineName">As <c>--engine</c> names it.</param>
/// <param name="Engine">Nothing: one of this command's own, with nodes on this machine.</param>
/// <param name="Nodes">How many to wait for; nothing: as many as are there.</param>
/// <param name="SharedFolder">Seen by the driver and all nodes.</param>
internal sealed record ClusterAsked(string EngineName, IEngine? Engine, int? Nodes, string? SharedFolder,
    IReadOnlyList<string> Plugins);

/// <summary>The machines on which a run is played, and the right to drive it.</summary>
internal sealed class Cluster : IDisposable
{
    private const string IdFile = "cluster.txt", ConfigurationFile = "akka.conf";

    // Nodes answer the roll within milliseconds; those that are late join at a later checkpoint.
    private static readonly TimeSpan RollCall = TimeSpan.FromSeconds(0.3);

    private readonly ClusterAsked _asked;
    private readonly string _device;
    private readonly string _run;
    private readonly string _session;
    private readonly Lock _telling = new();
    private readonly LocalNodes? _local;
    private readonly Driving _driving;
    private Action<string, bool> _tell;

    private Cluster(Workshop workshop, RunOptions options, RunDirectory? run, bool standsBy, CancellationToken stop)
    {
        (_asked, _device) = (options.Asked!, options.Device);
        _tell = (sentence, isDetail) =>
        {
            if (!options.Quiet && !isDetail)
            {
                Console.Error.WriteLine(sentence);
            }
        };
        _run = run?.Has(IdFile) == true ? run.Read(IdFile).Trim() : $"{Guid.NewGuid():n}";
        _session = $"{_run}/{Guid.NewGuid().ToString("n")[..8]}";
        _local = _asked.Engine is null ? LocalNodes.Start(_asked, options, Say, Note) : null;
        try
        {
            _driving = (_asked.Engine ?? _local!.Engine).Drive(workshop.Families, _session, device(_device), standsBy,
                Say, stop);
        }
        catch
        {
            _local?.Dispose();
            throw;
        }
    }

    /// <summary>Connects to the engine, or starts one with nodes, and takes the run; of one that has been driven
    /// before, the same run.</summary>
    /// <returns>Nothing where no machines are asked for.</returns>
    /// <exception cref="LinkException">The engine cannot be used, or the run has a driver.</exception>
    public static Cluster? Begin(Workshop workshop, RunOptions options, RunDirectory? run = null,
        bool standsBy = false, CancellationToken stop = default) => options.Asked is null
        ? null
        : new Cluster(workshop, options, run, standsBy, stop);

    /// <summary>From now on what happens is said in the run's log too.</summary>
    public void TellBy(RunDirectory run, Action<string> show, bool quiet)
    {
        lock (_telling)
        {
            run.Write(IdFile, _run + "\n");
            if (_driving.Configuration is { } configuration)
            {
                run.Write(ConfigurationFile, configuration);
            }
            _tell = (sentence, isDetail) =>
            {
                run.Append("log.txt", $"{DateTimeOffset.UtcNow:u} {sentence}");
                if (!quiet && !isDetail)
                {
                    show(sentence);
                }
            };
        }
    }

    /// <summary>The host, once enough nodes have built the game.</summary>
    /// <exception cref="LinkException">Not enough nodes came in time.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop before.</exception>
    public IHost Open(Workshop workshop, Prepared prepared, CancellationToken stop)
    {
        Hosts.UseOneThreadAKernel();
        if (_asked.Nodes is null)
        {
            _driving.Link.CallRoll();
            Thread.Sleep(RollCall);
        }
        var experiment = prepared.Experiment;
        var assignment = new Assignment(experiment.Name, experiment.ResolvedText, Build.Of(workshop),
            workshop.Data.Fingerprints);
        var settings = new DistributedSettings
        {
            Nodes = _asked.Nodes ?? 1,
            SharedFolder = _asked.SharedFolder ?? _local?.SharedFolder,
        };
        _driving.Heed(stop);
        var host = new DistributedHost(_session, prepared.Game.Actors, assignment, _driving.Link, settings, Say);
        // From now on it stops between two rounds.
        _driving.Heed(default);
        return host;
    }

    public void Dispose()
    {
        _driving.Link.Dispose();
        _local?.Dispose();
    }

    private void Say(string sentence) => Tell(sentence, isDetail: false);

    private void Note(string sentence) => Tell(sentence, isDetail: true);

    private void Tell(string sentence, bool isDetail)
    {
        lock (_telling)
        {
            _tell(sentence, isDetail);
        }
    }
}
