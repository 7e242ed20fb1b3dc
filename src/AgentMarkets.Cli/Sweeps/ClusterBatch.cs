using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>Plays the runs of a batch on the nodes of a cluster. Another process may have begun it: what it had stored,
/// what is under way and what came meanwhile all count.</summary>
/// <param name="outcomes">How each run stands; kept up to date.</param>
/// <param name="jobs">The same runs, as nodes play them.</param>
internal sealed class ClusterBatch(BrokerAddress broker, RunDirectory folder, RunOutcome[] outcomes,
    IReadOnlyList<ClusterJob> jobs, bool retry, Action<string> say, Action keep)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.25), LookEvery = TimeSpan.FromSeconds(1),
        KeepEvery = TimeSpan.FromSeconds(1);

    private readonly JobLedger _ledger = JobLedger.Open(folder);
    private readonly ClusterInbox _inbox = new(folder);
    private readonly HashSet<int> _left = [];
    private readonly List<string> _refusals = [];
    private ILookup<string, int> _byHash = null!;
    private SweepDispatch _dispatch = null!;
    private ClusterWatch _watch = null!;
    private double _played;
    private TimeSpan _keptAt;

    /// <returns>Whether all came to an end; false where it was stopped.</returns>
    public bool Play(CancellationToken stop)
    {
        if (outcomes.All(outcome => outcome.IsDone))
        {
            say("all runs were done before");
            return true;
        }
        var asked = jobs.Select(job => job.Of(_ledger.Sweep, _inbox.Path)).ToList();
        _byHash = asked.Index().ToLookup(job => job.Item.Hash, job => job.Index);
        using var dispatch = _dispatch = SweepDispatch.Open(broker, _ledger.Sweep, _inbox.Path,
            why => say($"the broker is lost ({why}); looking for it"));
        _watch = new ClusterWatch(dispatch, say);
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].IsDone)
            {
                _dispatch.Settle(asked[i].Hash);
            }
        }
        TakeWhatWaits(stop);
        Begin(asked, stop);
        while (_left.Count > 0 && !stop.IsCancellationRequested)
        {
            Hear(asked, stop);
        }
        keep();
        if (outcomes.All(outcome => outcome.IsDone))
        {
            _dispatch.End();
        }
        return _left.Count == 0;
    }

    /// <summary>Takes the results that came while nobody heard them.</summary>
    private void TakeWhatWaits(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_dispatch.TryHear(Patience, out var news))
            {
                Take(news);
            }
            else if (_dispatch.Look() is { Results: 0 })
            {
                return;
            }
        }
    }

    private void Begin(List<SweepJob> asked, CancellationToken stop)
    {
        var toSend = new List<SweepJob>();
        for (int i = 0; i < outcomes.Length; i++)
        {
            bool hasFailed = outcomes[i].Status == Manifest.Failed;
            if (outcomes[i].IsDone || (hasFailed && !retry))
            {
                say($"{Head(i)}  {(hasFailed ? "failed before; --retry plays it again" : "done before, skipped")}");
                continue;
            }
            _left.Add(i);
            _watch.Hear(asked[i].Hash);
            outcomes[i] = outcomes[i] with { Status = RunOutcome.Waiting };
            if ((hasFailed || !_ledger.IsSent(asked[i].Hash)) && toSend.TrueForAll(job => job.Hash != asked[i].Hash))
            {
                toSend.Add(asked[i]);
            }
        }
        if (retry)
        {
            _dispatch.Forget(toSend.Select(job => job.Hash).ToHashSet());
        }
        int before = _left.Count - toSend.Count;
        if (_left.Count > 0)
        {
            say($"{toSend.Count:N0} runs go to the nodes"
                + (before > 0 ? $", {before:N0} were sent before and are queued or being played" : ""));
        }
        foreach (var some in toSend.Chunk(64))
        {
            Send(some, stop);
        }
        keep();
    }

    private void Send(SweepJob[] some, CancellationToken stop)
    {
        foreach (var job in some)
        {
            _ledger.Add(job.Hash, job.Run);
        }
        try
        {
            _dispatch.Send(some, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is noted and was not sent will be missed.
        }
    }

    private void Hear(List<SweepJob> asked, CancellationToken stop)
    {
        if (_dispatch.TryHear(Patience, out var news))
        {
            Take(news);
        }
        if (_dispatch.Now - _keptAt > KeepEvery)
        {
            _keptAt = _dispatch.Now;
            keep();
        }
        if (_watch.IsTime(LookEvery)
            && _watch.Missed([.. _left.Select(i => asked[i].Hash).Distinct()]) is { Count: > 0 } missed)
        {
            say($"{missed.Count:N0} runs are neither queued nor with a node; they are sent again");
            Send([.. missed.Select(hash => asked[_byHash[hash].First()])], stop);
        }
    }

    private void Take(SweepNews news)
    {
        _watch.Hear(news.Hash);
        switch (news)
        {
            case ResultArrived arrived:
                Store(arrived);
                break;
            case JobDied died:
                Bury(died);
                break;
            case NoteHeard { Note: var note }:
                Hear(note);
                break;
        }
    }

    private void Hear(JobNote note)
    {
        foreach (int i in _byHash[note.Hash].Where(i => !outcomes[i].IsDone))
        {
            if (note.Kind is NoteKind.Taken or NoteKind.Working)
            {
                // An operator may have sent again what had failed.
                _left.Add(i);
                outcomes[i] = outcomes[i] with { Status = Manifest.Running };
            }
            else if (note.Kind == NoteKind.Crashed)
            {
                outcomes[i] = outcomes[i] with { Status = RunOutcome.Waiting };
                say($"{Head(i)}  an attempt on {note.Node} ended without a result: {note.Sentence}");
            }
        }
        string refusal = $"{note.Node} takes no such run: {note.Sentence}";
        if (note.Kind == NoteKind.Refused && !_refusals.Contains(refusal))
        {
            _refusals.Add(refusal);
            say(refusal);
        }
    }

    private void Store(ResultArrived arrived)
    {
        var wanted = _byHash[arrived.Hash].Where(i => !outcomes[i].IsDone).ToList();
        if (wanted.Count == 0)
        {
            _dispatch.Settle(arrived, isDone: true);
            return;
        }
        var (status, why) = ClusterInbox.Judge(arrived.Run, outcomes[wanted[0]].Run, jobs[wanted[0]].Text);
        if (why is not null)
        {
            say($"{Head(wanted[0])}  {arrived.Node} sent what is no such run: {why}");
            _dispatch.Settle(arrived, isDone: false);
            return;
        }
        foreach (int i in wanted)
        {
            _inbox.Place(arrived.Run, outcomes[i].Folder.Path, isLast: i == wanted[^1]);
            outcomes[i] = RunOutcome.Read(folder, outcomes[i].Run);
            _played += _left.Remove(i) ? outcomes[i].Run.Cost : 0;
            say($"{Head(i)}  {status} on {arrived.Node} in {outcomes[i].Seconds:0.0} s{Remaining()}");
        }
        _dispatch.Settle(arrived, isDone: status == Manifest.Done);
    }

    private void Bury(JobDied died)
    {
        foreach (int i in _byHash[died.Hash].Where(i => !outcomes[i].IsDone))
        {
            _inbox.PlaceFailed(outcomes[i], jobs[i], died.Failed);
            outcomes[i] = RunOutcome.Read(folder, outcomes[i].Run);
            _left.Remove(i);
            say($"{Head(i)}  failed: {died.Failed.Why}");
        }
        _dispatch.Settle(died);
    }

    private string Head(int i) => $"run {i + 1:N0} of {outcomes.Length:N0}  {outcomes[i].Run.Name}";

    /// <summary>All nodes together are as fast as they were so far.</summary>
    private string Remaining()
    {
        double left = _left.Sum(i => outcomes[i].Run.Cost);
        return left == 0 || _played == 0 ? ""
            : $"  ETA of all {Progress.Remaining(_dispatch.Now.TotalSeconds / _played * left)}";
    }
}
