namespace AgentMarkets.Hosting.Distributed;

/// <summary>Asks nodes and gathers their answers: numbers the commands, repeats what may have been lost, and finds out
/// who is gone.</summary>
internal sealed class NodeCalls(IDriverLink link, string session, Membership members, DistributedSettings settings)
{
    // Often enough that operators see who is waited for.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.1);

    private readonly SortedDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Call> _underway = new(StringComparer.Ordinal);
    private TimeSpan _rollCalled;

    public long Epoch { get; private set; }

    /// <summary>Whether an operator asked that actors be spread anew.</summary>
    public bool IsRebalanceAsked { get; set; }

    /// <summary>Called while answers are awaited.</summary>
    public Action? Waiting { get; set; }

    /// <summary>Those that have not answered yet, and since when.</summary>
    public IEnumerable<(string Node, Order Order, TimeSpan Since)> Open =>
        _underway.Select(call => (call.Key, call.Value.Command.Order, call.Value.Sent));

    /// <summary>From now on nothing counts that was said before.</summary>
    public void NextEpoch()
    {
        Epoch++;
        _numbers.Clear();
        _underway.Clear();
    }

    /// <summary>Sends each node its order, does something meanwhile, and waits for all.</summary>
    /// <exception cref="NodeLossException">A node is gone, or refuses.</exception>
    /// <exception cref="BehaviorFailedException">An actor failed.</exception>
    public SortedDictionary<string, Answer> Ask(IReadOnlyList<(string Node, Order Order)> orders,
        Action? meanwhile = null)
    {
        foreach (var (node, order) in orders)
        {
            long number = _numbers[node] = _numbers.GetValueOrDefault(node) + 1;
            var command = new Command(session, Epoch, number, order);
            link.Send(node, command);
            _underway.Add(node, new Call(command, link.Now) { Patience = settings.Resend });
        }
        meanwhile?.Invoke();
        foreach (var call in _underway.Values)
        {
            // Nobody listened meanwhile, so nobody was silent.
            call.Heard = call.Repeated = link.Now;
        }
        var answers = new SortedDictionary<string, Answer>(StringComparer.Ordinal);
        try
        {
            Gather(answers);
        }
        catch
        {
            foreach (var answer in answers.Values)
            {
                UnreadMail.Release(answer);
            }
            throw;
        }
        return answers;
    }

    private void Gather(SortedDictionary<string, Answer> answers)
    {
        TimeSpan looked = link.Now;
        while (_underway.Count > 0)
        {
            if (link.TryHear(Glance, out var heard))
            {
                Hear(heard, answers);
            }
            // By the clock and not when nothing is heard: with many nodes there is always something to hear.
            if (link.Now - looked > Glance)
            {
                looked = link.Now;
                CheckSilence();
                Waiting?.Invoke();
            }
        }
    }

    /// <summary>The first order of an epoch to a node whose answer nobody waits for.</summary>
    public void Tell(string node, Order order) => link.Send(node, new Command(session, Epoch, 1, order));

    /// <summary>Hears what there is to hear while nobody is asked.</summary>
    /// <exception cref="NodeLossException">A node that takes part is gone.</exception>
    public void Listen(TimeSpan patience)
    {
        while (link.TryHear(patience, out var heard))
        {
            Hear(heard, null);
            patience = TimeSpan.Zero;
        }
    }

    private void Hear(Heard heard, SortedDictionary<string, Answer>? answers)
    {
        switch (heard)
        {
            case HeardRebalance:
                IsRebalanceAsked = true;
                break;
            case HeardLoss loss:
                Lose(loss.Node, loss.Why);
                break;
            case HeardFrame { Frame: Farewell farewell }:
                Lose(farewell.Node, "left");
                break;
            case HeardFrame { Frame: Hello hello }:
                if (members.Hear(hello, session) is { } why)
                {
                    throw new NodeLossException(hello.Node.Id, why);
                }
                break;
            case HeardFrame { Frame: Reply reply }:
                Hear(reply, answers);
                break;
            case HeardSign sign:
                Hear(sign.Node);
                break;
            case HeardFrame { Frame: Beat beat }:
                Hear(beat.Node);
                if (Find(beat.Node, beat.Session, beat.Epoch, beat.Number) is { } call)
                {
                    call.Repeated = link.Now;
                }
                break;
            case HeardFrame { Frame: Need need } when need.Session == session && need.Epoch == Epoch:
                Hear(need);
                break;
        }
    }

    private void Hear(Reply reply, SortedDictionary<string, Answer>? answers)
    {
        if (Find(reply.Node, reply.Session, reply.Epoch, reply.Number) is null)
        {
            UnreadMail.Release(reply.Answer);
            WelcomeBack(reply.Node);
            return;
        }
        _underway.Remove(reply.Node);
        switch (reply.Answer)
        {
            case Refused refused:
                members.Refuse(reply.Node, refused.Sentence);
                throw new NodeLossException(reply.Node, $"refuses: {refused.Sentence}");
            case Broke broke:
                throw new BehaviorFailedException(reply.Node, $"{broke.Actor}", broke.Sentence);
            default:
                answers![reply.Node] = reply.Answer;
                break;
        }
    }

    /// <summary>A node lives, whatever it does.</summary>
    private void Hear(string node)
    {
        if (_underway.TryGetValue(node, out var call))
        {
            call.Heard = link.Now;
        }
        WelcomeBack(node);
    }

    private void Hear(Need need)
    {
        if (!_underway.TryGetValue(need.Node, out var call))
        {
            return;
        }
        if (need.Number == call.Command.Number)
        {
            call.Heard = call.Repeated = link.Now;
            link.Send(need.Node, call.Command);
        }
        else
        {
            Lose(need.Node, "has lost its place");
        }
    }

    /// <summary>A node that was taken for lost speaks: it may join again.</summary>
    private void WelcomeBack(string node)
    {
        if (!members.IsUsable(node) && link.Now - _rollCalled > settings.Resend)
        {
            _rollCalled = link.Now;
            link.CallRoll();
        }
    }

    private Call? Find(string node, string ofSession, long epoch, long number) => ofSession == session && epoch == Epoch
        && _underway.TryGetValue(node, out var call) && call.Command.Number == number ? call : null;

    private void Lose(string node, string why)
    {
        bool wasOpen = members.IsUsable(node) && members.IsOpen(node);
        members.Lose(node, why);
        if (wasOpen)
        {
            throw new NodeLossException(node, why);
        }
    }

    private TimeSpan Silence => settings.Silence * (1 << Math.Min(4, members.FalseAlarms));

    private void CheckSilence()
    {
        foreach (var (node, call) in _underway)
        {
            if (link.Now - call.Heard > Silence)
            {
                string why = $"gave no sign of life for {Silence.TotalSeconds:0.#} s";
                members.Lose(node, why);
                throw new NodeLossException(node, why);
            }
            if (link.Now - call.Repeated > call.Patience)
            {
                (call.Repeated, call.Patience) = (link.Now, 2 * call.Patience);
                link.Send(node, call.Command);
            }
        }
    }

    private sealed class Call(Command command, TimeSpan sent)
    {
        public Command Command { get; } = command;

        public TimeSpan Sent { get; } = sent;

        /// <summary>When the node last gave a sign of life.</summary>
        public TimeSpan Heard { get; set; } = sent;

        /// <summary>When the command was last sent, or the node last said that it works on it.</summary>
        public TimeSpan Repeated { get; set; } = sent;

        /// <summary>How long after that it is sent again.</summary>
        public TimeSpan Patience { get; set; }
    }
}
