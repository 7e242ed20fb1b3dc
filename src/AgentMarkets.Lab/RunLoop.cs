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
    private readonly LongTables _longTables;
    private readonly Timeline _timeline;
    private readonly TrajectoryFile _trajectories;
    private readonly List<FailedReplica> _failed;
    private readonly List<ReplicaRemark> _remarks;
    private readonly double _secondsBefore;
    private readonly double _playedBefore;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _rounds = new();
    private readonly double _roundsBefore;
    private Manifest _manifest;
    private long _round;
    private bool _finished;
    private double _checkpointAt;
    private double? _playedUntil;

    public RunLoop(Experiment experiment, IGame game, IHost host, RunDirectory run, MetricLog log, Progress progress,
        Manifest manifest, long startRound)
    {
        (_experiment, _game, _host, _run, _log, _progress) = (experiment, game, host, run, log, progress);
        (_manifest, _round) = (manifest, startRound);
        (_secondsBefore, _playedBefore, _roundsBefore) =
            (manifest.Seconds, manifest.PlayedSeconds, manifest.RoundSeconds);
        _failed = [.. manifest.FailedReplicas];
        _remarks = [.. manifest.Remarks];
        _longTables = new LongTables(run);
        _timeline = new Timeline(run, startRound);
        _trajectories = new TrajectoryFile(run, startRound);
        host.Observed = Observe;
    }

    /// <summary>Rounds that will be played; nothing where only the game itself finds out.</summary>
    public static long? RoundsOf(Experiment experiment, IGame game) =>
        game.EndsByItself ? null : experiment.Common.Rounds;

    /// <summary>Plays to the end, or until a stop is asked for.</summary>
    /// <returns>The manifest as it was left; its status says which of the two.</returns>
    public Manifest Play(CancellationToken stop)
    {
        using var longTables = _longTables;
        long start = _round, chunk = 1;
        Keep(Manifest.Running);
        if (_round == 0 && RoundsOf(_experiment, _game) > 0)
        {
            Measure(final: false);
        }
        double began = _clock.Elapsed.TotalSeconds;
        while (!IsOver)
        {
            chunk = PlayRounds(chunk);
            if (_round % MeasureEvery == 0 && !IsOver)
            {
                Measure(final: false);
            }
            _progress.Show(_round, start, _clock.Elapsed.TotalSeconds - began, IsOver);
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
    public Results Results => new(_log.Measurements, _tables, _experiment.Replicas) { Timeline = _timeline.Moments };

    /// <summary>The trajectories, where they are kept.</summary>
    public TrajectoryFile Trajectories => _trajectories;

    // How many rounds it will be is not known where a game ends by itself, so there is no twentieth of them.
    private long MeasureEvery => _game.EndsByItself && !_experiment.IsMeasureEveryChosen
        ? long.MaxValue
        : _experiment.MeasureEvery;

    private bool IsOver => _finished || _round >= RoundsOf(_experiment, _game);

    /// <summary>Plays some rounds, at most up to the next measurement.</summary>
    /// <returns>How many to play the next time.</returns>
    private long PlayRounds(long chunk)
    {
        long every = MeasureEvery, from = _round;
        long target = Math.Min(Math.Min(_round + chunk, RoundsOf(_experiment, _game) ?? long.MaxValue),
            (_round / every + 1) * every);
        double before = _rounds.Elapsed.TotalSeconds;
        _rounds.Start();
        _host.Post(_game.Coordinator, new RunTo(target));
        _host.Run();
        _rounds.Stop();
        if (_round < target && !_finished)
        {
            throw new InvalidOperationException($"Round {target} was asked for, and the game rests after {_round}.");
        }
        double seconds = Math.Max(1e-6, _rounds.Elapsed.TotalSeconds - before);
        return Math.Max(1, (long)(ChunkSeconds / seconds * (_round - from)));
    }

    private Manifest Finish()
    {
        _playedUntil = _clock.Elapsed.TotalSeconds;
        _progress.Phase("final evaluation");
        Measure(final: true);
        if (_game.SecondsMetric is { } seconds)
        {
            _log.Add(new Measurement(_round, seconds, AllAlike(RoundSeconds), Final: true));
        }
        _log.Add(new Measurement(_round, LiveTensors, AllAlike(_host.LiveTensors), Final: true));
        _log.WriteTable(_experiment.Replicas);
        foreach (var table in _tables)
        {
            TableFile.Write(_run, table);
        }
        _longTables.Complete();
        var state = SaveCheckpoint();
        _manifest = _manifest with
        {
            Tables = [.. _tables.Select(table => table.Name)],
            TextColumns = _tables.ToDictionary(table => table.Name, IReadOnlyList<string> (table) =>
                [.. table.Columns.Where(column => column.Texts is not null).Select(column => column.Name)]),
            StateHash = state.Hash(),
            ReplicaHashes = [.. Enumerable.Range(0, _experiment.Seeds.Length).Select(state.ReplicaHash)],
        };
        return Keep(_failed.Select(f => f.Replica).Distinct().Count() == _experiment.Seeds.Length
            ? Manifest.Failed
            : Manifest.Done);
    }

    private double RoundSeconds => _roundsBefore + _rounds.Elapsed.TotalSeconds;

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
        _timeline.Add(_round, RoundSeconds);
        _host.Post(_game.Coordinator, new Measure(_round, final));
        _host.Run();
    }

    private void Observe(Observation observation)
    {
        switch (observation)
        {
            case RoundCompleted completed:
                _round = completed.Round;
                _trajectories.Complete(_round);
                break;
            case TrajectoryRows rows:
                _trajectories.Hear(rows);
                break;
            case Measurement measurement:
                _log.Add(measurement);
                _progress.Note(measurement);
                break;
            case Table table:
                _tables.Add(table);
                break;
            case TableRows rows:
                _longTables.Add(rows);
                break;
            case Finished:
                _finished = true;
                break;
            case Remark remark:
                Note(remark);
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

    private void Note(Remark remark)
    {
        var note = new ReplicaRemark(_experiment.Seeds[remark.Replica], remark.Replica + 1, remark.Round,
            remark.Sentence);
        // After a stop the same may be found out again.
        if (_remarks.Contains(note))
        {
            return;
        }
        _remarks.Add(note);
        string whose = _experiment.Seeds.Length > 1 ? $"replica {note.Replica} (seed {note.Seed}): " : "";
        _progress.Say($"note: {whose}{note.Sentence}");
        _run.Append("log.txt", whose + note.Sentence);
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
            Rounds = _finished ? _round : RoundsOf(_experiment, _game),
            Seconds = _secondsBefore + now,
            PlayedSeconds = _playedBefore + (_playedUntil ?? now),
            RoundSeconds = RoundSeconds,
            FailedReplicas = [.. _failed],
            Remarks = [.. _remarks],
        };
        _run.Write("manifest.json", _manifest.ToText());
        return _manifest;
    }
}
