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
}
