namespace AgentMarkets.Hosting.Distributed;

/// <summary>How a distributed run stands, for operators.</summary>
/// <param name="StepsPerSecond">Supersteps that went over the engine, over the last seconds.</param>
/// <param name="Underway">Messages between actors that are under way now.</param>
/// <param name="Waiting">Who is waited for, the longest first: empty between steps.</param>
/// <param name="CheckpointRound">The round of the last checkpoint, and its age in seconds.</param>
/// <param name="Losses">Nodes lost so far.</param>
public sealed record RunStatus(string Session, string Experiment, string Driver, long Epoch, long Step, long Round,
    double StepsPerSecond, int Underway, IReadOnlyList<NodeStatus> Nodes, IReadOnlyList<WaitStatus> Waiting,
    long CheckpointRound, double CheckpointAge, int Losses)
{
    /// <summary>"Round 12 waits for shard-3 on node b (2.1 s)", or that nothing is waited for.</summary>
    public string Sentence => Waiting.Count == 0
        ? $"Round {Round} is under way"
        : $"Round {Round} waits for " + string.Join(", ", Waiting.Take(3).Select(w =>
            $"{string.Join(", ", w.Actors.Take(3))}{(w.Actors.Count > 3 ? $" and {w.Actors.Count - 3} more" : "")} "
            + $"on node {w.Node} ({w.Seconds:0.0} s)"))
            + (Waiting.Count > 3 ? $" and {Waiting.Count - 3} more nodes" : "");
}

/// <summary>One node of a run.</summary>
/// <param name="Actors">Each actor that lives there, with the device of its slot.</param>
/// <param name="IsSpare">Whether it has joined and hosts nothing yet.</param>
public sealed record NodeStatus(NodeProfile Profile, IReadOnlyList<(string Actor, string Device)> Actors, bool IsSpare);

/// <summary>Which actors of a node are waited for, and how long already.</summary>
public sealed record WaitStatus(string Node, IReadOnlyList<string> Actors, double Seconds);
