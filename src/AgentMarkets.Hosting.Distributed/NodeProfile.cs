namespace AgentMarkets.Hosting.Distributed;

/// <summary>What a node says of itself when it joins.</summary>
/// <param name="Id">Its name: chosen by the operator, or of machine and process. Unique in the cluster.</param>
/// <param name="Life">Differs each time that a process of this name starts: what an earlier one held is gone.</param>
/// <param name="Devices">One a slot: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Build">As in <see cref="Assignment"/>.</param>
public sealed record NodeProfile(string Id, string Life, string Machine, int Process, int Cores,
    IReadOnlyList<string> Devices, string Build)
{
    /// <summary>How many actors it runs at once.</summary>
    public int Slots => Devices.Count;

    /// <summary>Where the tensors of messages come to be: the device of all slots, or the CPU where they have several,
    /// each of which gets its own.</summary>
    public string Landing => Devices.All(device => device == Devices[0]) ? Devices[0] : "cpu";
}

/// <summary>A message as one whose tensors are on a device; the message itself where it has none.</summary>
public delegate Core.Actors.IMessage MessageMover(Core.Actors.IMessage message, string device);
