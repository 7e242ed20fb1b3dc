using AgentMarkets.Hosting.RabbitMq.Sweeps;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>Finds runs that nobody will bring: not in the queue, and not with a node, which would say so every few
/// seconds.</summary>
internal sealed class ClusterWatch(SweepDispatch dispatch, Action<string> say)
{
    // Several times what a node lets pass between two signs.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15), SayEvery = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, TimeSpan> _heard = [];
    private TimeSpan? _emptySince, _saidAt;
    private TimeSpan _lookedAt;

    public void Hear(string hash) => _heard[hash] = dispatch.Now;

    public bool IsTime(TimeSpan every)
    {
        bool isTime = dispatch.Now - _lookedAt > every;
        _lookedAt = isTime ? dispatch.Now : _lookedAt;
        return isTime;
    }

    /// <summary>Those of the jobs that are with nobody.</summary>
    public IReadOnlyList<string> Missed(IReadOnlyList<string> hashes)
    {
        if (dispatch.Look() is not { } seen)
        {
            return [];
        }
        var now = dispatch.Now;
        if (seen is { Jobs: > 0, Nodes: 0 } && now - (_saidAt ?? -SayEvery) >= SayEvery)
        {
            _saidAt = now;
            say("no node takes runs now; start one with: agentmarkets node --broker URL");
        }
        if (seen.Jobs > 0 || seen.Results > 0)
        {
            _emptySince = null;
            return [];
        }
        _emptySince ??= now;
        if (now - _emptySince < Silence)
        {
            return [];
        }
        string[] missed = [.. hashes.Where(hash => now - _heard.GetValueOrDefault(hash) > Silence)];
        foreach (string hash in missed)
        {
            Hear(hash);
        }
        return missed;
    }
}
