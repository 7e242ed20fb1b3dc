using System.Globalization;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Tells operators now and then how the run stands.</summary>
internal sealed class StatusBoard(string session, string experiment, IDriverLink link, NodeCalls calls,
    Membership members, Ensemble ensemble)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);

    private readonly string _driver =
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    private TimeSpan _shown = -Every;
    private long _steps;
    private long _stepsShown;
    private double _rate;

    public long Round { get; set; }

    public long CheckpointRound { get; set; }

    /// <summary>A superstep is done.</summary>
    public void Stepped(int underway, TimeSpan checkpointAt)
    {
        _steps++;
        Show(underway, checkpointAt);
    }

    public void Show(int underway, TimeSpan checkpointAt)
    {
        TimeSpan passed = link.Now - _shown;
        if (passed < Every)
        {
            return;
        }
        double rate = (_steps - _stepsShown) / passed.TotalSeconds;
        _rate = _stepsShown == 0 ? rate : 0.7 * _rate + 0.3 * rate;
        (_shown, _stepsShown) = (link.Now, _steps);
        link.Publish(new RunStatus(session, experiment, _driver, calls.Epoch, _steps, Round, _rate, underway,
            [.. members.Usable.Select(StatusOf)],
            [.. calls.Open.OrderBy(call => call.Since).Select(call => new WaitStatus(call.Node,
                ActorsOf(call.Order, call.Node), (link.Now - call.Since).TotalSeconds))],
            CheckpointRound, (link.Now - checkpointAt).TotalSeconds, members.Losses));
    }

    private NodeStatus StatusOf(NodeProfile node)
    {
        var actors = ensemble.LivingAt(node.Id);
        return new NodeStatus(node, [.. actors.Select((actor, i) => ($"{actor}", NodeSession.SlotDevice(node, i)))],
            actors.Length == 0);
    }

    private string[] ActorsOf(Order order, string node) => order is Deliver deliver
        ? [.. deliver.Mail.SelectMany(letter => letter.To).Distinct().Order().Select(actor => $"{actor}")]
        : [.. ensemble.LivingAt(node).Select(actor => $"{actor}")];
}
