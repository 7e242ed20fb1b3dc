using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Runs the central actors here and all others on nodes, in supersteps: every actor with mail answers at once,
/// and what was said is put together in the order of ids.</summary>
/// <remarks>
/// The order of everything is that of one process, so how many nodes there are, who was faster and who died decides
/// nothing. A loss costs time only: the epoch is raised, every actor goes back to the last checkpoint, those of the
/// lost node to other nodes, and what the driver asked since is asked again; observations that were told already are
/// not told twice.
/// </remarks>
public sealed class DistributedHost : IHost
{
    private readonly IDriverLink _link;
    private readonly DistributedSettings _settings;
    private readonly Action<string> _say;
    private readonly Membership _members;
    private readonly NodeCalls _calls;
    private readonly Ensemble _ensemble;
    private readonly StatusBoard _board;
    private readonly List<(ActorId To, IMessage Message)> _posts = [];

    // What was asked since the checkpoint: one entry a Run.
    private readonly List<IReadOnlyList<(ActorId To, IMessage Message)>> _since = [];
    private SystemState _checkpoint;
    private int _repeated;
    private long _told;
    private long _heard;
    private bool _isLost;
    private TimeSpan _checkpointAt;
    private TimeSpan _checkpointCost;

    /// <param name="session">A name of this run and of this life of its driver, <c>run/life</c>.</param>
    /// <param name="link">Closed with the host.</param>
    /// <param name="say">Takes a sentence for the user.</param>
    /// <exception cref="LinkException">Not enough nodes came in time, or the engine is gone.</exception>
    public DistributedHost(string session, IReadOnlyList<Part> parts, Assignment assignment, IDriverLink link,
        DistributedSettings settings, Action<string> say)
    {
        (_link, _settings, _say) = (link, settings, say);
        _members = new Membership(say);
        _calls = new NodeCalls(link, session, _members, settings);
        _ensemble = new Ensemble(parts, assignment, _calls, _members, settings);
        _board = new StatusBoard(session, assignment.Name, link, _calls, _members, _ensemble);
        _calls.Waiting = () => _board.Show(_ensemble.Underway, _checkpointAt);
        _checkpoint = new SystemState([]);
        AwaitNodes(settings.Nodes);
        Settle();
        KeepCheckpoint();
    }

    public Action<Observation>? Observed { get; set; }

    /// <summary>Nodes lost so far.</summary>
    public int Losses => _members.Losses;

    public long LiveTensors
    {
        get
        {
            long live = 0;
            Insist(() => live = Tensor.TotalCount + _ensemble.Rest());
            return live;
        }
    }

    public void Post(ActorId to, IMessage message)
    {
        _ensemble.CheckIsHere(to);
        _posts.Add((to, message));
    }

    public void Run()
    {
        _since.Add([.. _posts]);
        _posts.Clear();
        Insist(() => { });
        if (_link.Now - _checkpointAt > Due || _calls.IsRebalanceAsked)
        {
            _calls.IsRebalanceAsked = false;
            KeepCheckpoint();
            Rebalance();
        }
    }

    public SystemState Save()
    {
        if (_since.Count > 0)
        {
            KeepCheckpoint();
        }
        return _checkpoint;
    }

    public void Load(SystemState state)
    {
        _ensemble.CheckFits(state);
        (_checkpoint, _checkpointAt) = (state, _link.Now);
        _since.Clear();
        StartOver();
        Insist(() => { });
    }

    public void Dispose()
    {
        _ensemble.Dispose();
        _link.Dispose();
    }

    // A checkpoint that costs c is worth it every c/share; at least a second of work lies between two.
    private TimeSpan Due => TimeSpan.FromSeconds(Math.Max(1, _checkpointCost.TotalSeconds / _settings.CheckpointShare));

    /// <summary>Does something at rest, however often a loss makes it begin again.</summary>
    private void Insist(Action atRest)
    {
        for (bool isDone = false; !isDone;)
        {
            try
            {
                if (_isLost)
                {
                    Settle();
                }
                for (; _repeated < _since.Count; _repeated++)
                {
                    Play(_since[_repeated]);
                }
                atRest();
                isDone = true;
            }
            catch (NodeLossException loss)
            {
                _say($"{loss.Message}; going on from round {_board.CheckpointRound:N0}, "
                    + $"{(_link.Now - _checkpointAt).TotalSeconds:0.0} s back");
                StartOver();
            }
        }
    }

    private void StartOver()
    {
        _isLost = true;
        (_repeated, _heard) = (0, 0);
    }

    private void Play(IReadOnlyList<(ActorId To, IMessage Message)> posts)
    {
        foreach (var (to, message) in posts)
        {
            _ensemble.Put(ActorId.Driver, to, message);
        }
        while (_ensemble.Superstep(Tell))
        {
            _board.Stepped(_ensemble.Underway, _checkpointAt);
        }
        _ensemble.CheckNobodyWaits();
    }

    /// <summary>Passes on what was not passed on before the last loss.</summary>
    private void Tell(Observation observation)
    {
        if (observation is RoundCompleted completed)
        {
            _board.Round = completed.Round;
        }
        if (_heard++ >= _told)
        {
            _told++;
            Observed?.Invoke(observation);
        }
    }

    private void KeepCheckpoint()
    {
        TimeSpan began = _link.Now;
        SystemState? state = null;
        Insist(() => state = _ensemble.Save());
        _checkpoint = state!;
        _since.Clear();
        _repeated = 0;
        _told = _heard = 0;
        (_checkpointAt, _checkpointCost) = (_link.Now, _link.Now - began);
        _board.CheckpointRound = _board.Round;
    }

    /// <summary>At a checkpoint nodes that joined get their share.</summary>
    private void Rebalance()
    {
        if (_ensemble.IsBalanced)
        {
            return;
        }
        _say("spreading the actors over the nodes anew");
        _ensemble.Unsettle();
        StartOver();
        Insist(() => { });
    }

    /// <summary>Gives every actor a home and the state of the checkpoint, in a new epoch.</summary>
    private void Settle()
    {
        for (; ; )
        {
            try
            {
                _calls.NextEpoch();
                AwaitNodes(1);
                _ensemble.Settle(_checkpoint);
                _isLost = false;
                return;
            }
            catch (NodeLossException loss)
            {
                _say(loss.Message);
            }
        }
    }

    private void AwaitNodes(int count)
    {
        TimeSpan began = _link.Now, called = -_settings.Silence;
        bool said = false;
        while (_members.Usable.Count() < count)
        {
            if (_link.Now - called > TimeSpan.FromSeconds(1))
            {
                _link.CallRoll();
                called = _link.Now;
            }
            _calls.Listen(TimeSpan.FromSeconds(0.05));
            if (!said && _link.Now - began > TimeSpan.FromSeconds(1) && _members.Usable.Count() < count)
            {
                said = true;
                _say($"waits for {count - _members.Usable.Count()} more node(s) to join");
            }
            if (_link.Now - began > _settings.JoinPatience && _members.Usable.Count() < count)
            {
                throw new LinkException($"{_members.Usable.Count()} of {count} nodes joined within "
                    + $"{_settings.JoinPatience.TotalSeconds:0} s"
                    + string.Concat(_members.Unusable.Select(why => $"; {why.TrimEnd('.')}"))
                    + ". Start nodes with: agentmarkets node");
            }
        }
    }
}
