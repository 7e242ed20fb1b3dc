namespace AgentMarkets.Hosting.Distributed;

/// <summary>The nodes that a driver knows, and which of them it can use.</summary>
internal sealed class Membership(Action<string> say)
{
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <summary>Those that take part or could, by name.</summary>
    public IEnumerable<NodeProfile> Usable => _members.Values.Where(member => member.Why is null)
        .Select(member => member.Profile);

    /// <summary>Why the others cannot, a sentence each.</summary>
    public IEnumerable<string> Unusable => _members.Values.Where(member => member.Why is not null)
        .Select(member => $"node {member.Profile.Id} {member.Why}");

    public int Losses { get; private set; }

    /// <summary>How many nodes came back that were taken for lost, and were not.</summary>
    public int FalseAlarms { get; private set; }

    public NodeProfile this[string node] => _members[node].Profile;

    public bool IsUsable(string node) => _members.TryGetValue(node, out var member) && member.Why is null;

    /// <summary>Whether the node has built the game.</summary>
    public bool IsOpen(string node) => _members[node].IsOpen;

    public void Opened(string node) => _members[node].IsOpen = true;

    /// <summary>A node said that it is there.</summary>
    /// <returns>Why it counts as lost: it is not the process any more that it was; else nothing.</returns>
    public string? Hear(Hello hello, string session)
    {
        bool isOurs = hello.Session.Length == 0 || SessionName.RunOf(hello.Session) == SessionName.RunOf(session);
        string? why = isOurs ? null : "takes part in another run";
        bool isKnown = _members.TryGetValue(hello.Node.Id, out var member);
        if (!isKnown || member!.Profile.Life != hello.Node.Life)
        {
            bool wasInUse = isKnown && member is { Why: null, IsOpen: true };
            _members[hello.Node.Id] = new Member(hello.Node) { Why = why };
            say($"node {hello.Node.Id} joined: {hello.Node.Slots} slots on {hello.Node.Machine}"
                + (why is null ? "" : $", but it {why}"));
            return wasInUse ? "was started anew" : null;
        }
        if (member.IsLost || member.Why is not null != !isOurs)
        {
            // It was frozen or cut off, and is back; or it has become free.
            say($"node {hello.Node.Id} is back");
            FalseAlarms++;
            _members[hello.Node.Id] = new Member(hello.Node) { Why = why };
        }
        return null;
    }

    public void Lose(string node, string why)
    {
        if (_members.TryGetValue(node, out var member) && member.Why is null)
        {
            (member.Why, member.IsLost, member.IsOpen) = (why, true, false);
            Losses++;
        }
    }

    public void Refuse(string node, string sentence) =>
        (_members[node].Why, _members[node].IsOpen) = ($"refuses: {sentence}", false);

    private sealed class Member(NodeProfile profile)
    {
        public NodeProfile Profile { get; } = profile;

        /// <summary>Why it cannot be used, as the rest of a sentence; nothing where it can.</summary>
        public string? Why { get; set; }

        public bool IsLost { get; set; }

        public bool IsOpen { get; set; }
    }
}
