using System.Diagnostics;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>A driver's link that counts supersteps, takes down when each was done, and shows what goes by: faults can
/// be timed by it.</summary>
internal sealed class WatchedLink(IDriverLink link) : IDriverLink
{
    private readonly HashSet<(string Node, long Number)> _awaited = [];
    private readonly List<(long At, long Epoch)> _epochs = [];
    private readonly List<long> _caughtUp = [];
    private long _epoch, _round, _highest;

    /// <summary>Supersteps begun in which nodes take part, those included that were begun again.</summary>
    public long Steps { get; private set; }

    /// <summary>When each superstep ended (<see cref="Stopwatch.GetTimestamp"/>), and in which epoch.</summary>
    public List<(long At, long Epoch)> Done { get; } = [];

    /// <summary>Called when the first command of a superstep is about to be sent.</summary>
    public Action<long>? Stepping { get; set; }

    /// <summary>Called with every frame: to a node, or from one (no name).</summary>
    public Action<string?, Frame>? Passing { get; set; }

    public TimeSpan Now => link.Now;

    /// <summary>When the first superstep ended in an epoch after that of a moment.</summary>
    public long? FirstAfter(long moment) => Done.Cast<(long At, long Epoch)?>()
        .FirstOrDefault(step => step!.Value.At > moment && step.Value.Epoch > EpochAt(moment))?.At;

    /// <summary>When, after a moment, a superstep ended that had not begun before it: all that was lost was done
    /// again.</summary>
    public long? CaughtUp(long moment) => _caughtUp.Cast<long?>().FirstOrDefault(at => at > moment);

    /// <summary>Does something at a random moment of a random superstep, on another thread.</summary>
    /// <param name="steps">The superstep is one of these, the last one not included.</param>
    public void AtRandom(Random random, (int From, int To) steps, Action fault)
    {
        (long chosen, int wait) = (random.Next(steps.From, steps.To), random.Next(8));
        Stepping += step =>
        {
            if (step == chosen)
            {
                _ = Task.Run(() =>
                {
                    Thread.Sleep(wait);
                    fault();
                });
            }
        };
    }

    public void Send(string node, Command command)
    {
        if (command.Epoch > _epoch)
        {
            _epoch = command.Epoch;
            _epochs.Add((Stopwatch.GetTimestamp(), _epoch));
            _awaited.Clear();
        }
        if (command.Order is Deliver { Mail.Count: > 0 } deliver)
        {
            _round = deliver.Mail[0].Message.Round;
            if (_awaited.Count == 0)
            {
                Stepping?.Invoke(++Steps);
            }
            _awaited.Add((node, command.Number));
        }
        Passing?.Invoke(node, command);
        link.Send(node, command);
    }

    public void CallRoll() => link.CallRoll();

    public bool TryHear(TimeSpan patience, out Heard heard)
    {
        if (!link.TryHear(patience, out heard))
        {
            return false;
        }
        if (heard is HeardFrame { Frame: var frame })
        {
            Passing?.Invoke(null, frame);
            if (frame is Reply { Answer: Answered } reply && reply.Epoch == _epoch
                && _awaited.Remove((reply.Node, reply.Number)) && _awaited.Count == 0)
            {
                Done.Add((Stopwatch.GetTimestamp(), _epoch));
                if (_round > _highest)
                {
                    _highest = _round;
                    _caughtUp.Add(Done[^1].At);
                }
            }
        }
        return true;
    }

    public void Publish(RunStatus status) => link.Publish(status);

    public void Dispose() => link.Dispose();

    private long EpochAt(long moment) => _epochs.LastOrDefault(begun => begun.At <= moment).Epoch;
}
