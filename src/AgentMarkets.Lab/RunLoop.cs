using System.Diagnostics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Lab;

/// <summary>
/// Plays an experiment on a host: rounds up to the next measurement, measure, note, keep a checkpoint now and then, and
/// at the end the final evaluation. A request to stop is heard after the round.
/// </summary>
public sealed class RunLoop
{
    /// <summary>The metric that every run reports, whatever its family.</summary>
    public const string LiveTensors = "live-tensors";

    // Long enough that a chunk of rounds costs nothing to start, short enough that Ctrl-C is heard at once.
    private const double ChunkSeconds = 0.05;
    private const double CheckpointSeconds = 30;

    private readonly Experiment _experiment;
    private readonly IGame _game;
    private readonly IHost _host;
    private readonly RunDirectory _run;
    private readonly MetricLog _log;
    private readonly Progress _progress;
    private readonly List<Table> _tables = [];
    private readonly List<FailedReplica> _failed;
    private readonly double _secondsBefore;
    private readonly double _playedBefore;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Manifest _manifest;
    private long _round;
    private double _checkpointAt;
    private double? _playedUntil;

    public RunLoop(Experiment experiment, IGame game, IHost host, RunDirectory run, MetricLog log, Progress progress,
        Manifest manifest, long startRound)
    {
        (_experiment, _game, _host, _run, _log, _progress) = (experiment, game, host, run, log, progress);
        (_manifest, _round) = (manifest, startRound);
        (_secondsBefore, _playedBefore) = (manifest.Seconds, manifest.PlayedSeconds);
        _failed = [.. manifest.FailedReplicas];
        host.Observed = Observe;
    }

    /// <summary>Plays to the end, or until a stop is asked for.</summary>
    /// <returns>The manifest as it was left; its status says which of the two.</returns>
    public Manifest Play(CancellationToken stop)
    {
        long start = _round, rounds = _experiment.Common.Rounds, every = _experiment.MeasureEvery, chunk = 1;
        Keep(Manifest.Running);
        if (_round == 0 && rounds > 0)
        {
            Measure(final: false);
        }
        double began = _clock.Elapsed.TotalSeconds;
        while (_round < rounds)
        {
            double before = _clock.Elapsed.TotalSeconds;
            long target = Math.Min(Math.Min(_round + chunk, rounds), (_round / every + 1) * every);
            long played = target - _round;
            _host.Post(_game.Coordinator, new RunTo(target));
            _host.Run();
            chunk = Math.Max(1, (long)(ChunkSeconds / Math.Max(1e-6, _clock.Elapsed.TotalSeconds - before) * played));
            if (_round % every == 0 && _round < rounds)
            {
                Measure(final: false);
            }
            _progress.Show(_round, start, _clock.Elapsed.TotalSeconds - began);
            if (stop.IsCancellationRequested)
            {
                SaveCheckpoint();
                return Keep(Manifest.Interrupted);
            }
            if (_clock.Elapsed.TotalSeconds - _checkpointAt > CheckpointSeconds)
            {
                SaveCheckpoint();
                Keep(Manifest.Running);
            }
        }
        return Finish();
    }

    /// <summary>What was observed so far.</summary>
    public Results Results => new(_log.Measurements, _tables, _experiment.Replicas);

    private Manifest Finish()
    {
        _playedUntil = _clock.Elapsed.TotalSeconds;
        _progress.Phase("final evaluation");
        Measure(final: true);
        _log.Add(new Measurement(_round, LiveTensors, AllAlike(TorchSharp.torch.Tensor.TotalCount), Final: true));
        _log.WriteTable(_experiment.Replicas);
        foreach (var table in _tables)
        {
            TableFile.Write(_run, table);
        }
        var state = SaveCheckpoint();
        _manifest = _manifest with
        {
            Tables = [.. _tables.Select(table => table.Name)],
            StateHash = state.Hash(),
            ReplicaHashes = [.. Enumerable.Range(0, _experiment.Seeds.Length).Select(state.ReplicaHash)],
        };
        return Keep(_failed.Select(f => f.Replica).Distinct().Count() == _experiment.Seeds.Length
            ? Manifest.Failed
            : Manifest.Done);
    }

    private double[,] AllAlike(double value)
    {
        var values = new double[_experiment.Seeds.Length, 1];
        for (int r = 0; r < _experiment.Seeds.Length; r++)
        {
            values[r, 0] = value;
        }
        return values;
    }

    private void Measure(bool final)
    {
        _host.Post(_game.Coordinator, new Measure(_round, final));
        _host.Run();
    }

    private void Observe(Observation observation)
    {
        switch (observation)
        {
            case RoundCompleted completed:
                _round = completed.Round;
                break;
            case Measurement measurement:
                _log.Add(measurement);
                _progress.Note(measurement);
                break;
            case Table table:
                _tables.Add(table);
                break;
            case ReplicaFailed failed:
                var note = new FailedReplica(
                    _experiment.Seeds[failed.Replica], failed.Replica + 1, failed.Round, failed.Actor.ToString(),
                    failed.Why);
                _failed.Add(note);
                string sentence = $"replica {note.Replica} (seed {note.Seed}) failed in round {note.Round}: "
                    + $"{note.Actor}: {note.Why}.{(_experiment.Seeds.Length > 1 ? " The other replicas go on." : "")}";
                _progress.Say(sentence);
                _run.Append("log.txt", sentence);
                break;
        }
    }

    private SystemState SaveCheckpoint()
    {
        var state = _host.Save();
        _run.SaveCheckpoint(_round, state);
        _checkpointAt = _clock.Elapsed.TotalSeconds;
        return state;
    }

    private Manifest Keep(string status)
    {
        double now = _clock.Elapsed.TotalSeconds;
        _manifest = _manifest with
        {
            Status = status,
            Round = _round,
            Rounds = _experiment.Common.Rounds,
            Seconds = _secondsBefore + now,
            PlayedSeconds = _playedBefore + (_playedUntil ?? now),
            FailedReplicas = [.. _failed],
        };
        _run.Write("manifest.json", _manifest.ToText());
        return _manifest;
    }
}
