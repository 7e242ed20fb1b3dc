using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;

namespace AgentMarkets.TestKit.Network;

/// <summary>Plays a game over a driver and nodes under many bad networks, each drawn from a seed, and asserts that the
/// states and measurements are those of one process.</summary>
public static class NetworkSwarm
{
    /// <param name="makeGame">Makes the game afresh.</param>
    /// <param name="seeds">One network each.</param>
    /// <param name="measure">Whether it is measured at the end, with everything that goes wrong then.</param>
    /// <param name="print">Takes a line about every network.</param>
    /// <returns>How many nodes were lost over all networks.</returns>
    /// <exception cref="TestKitException">A run ended differently; the message has the seed that repeats
    /// it.</exception>
    public static int Run(Func<IGame> makeGame, long rounds, IEnumerable<ulong> seeds, int nodes = 3,
        bool measure = false, Action<string>? print = null) =>
        Run(() => Scene.Of(makeGame()), rounds, seeds, nodes, measure, print);

    /// <inheritdoc cref="Run(Func{IGame}, long, IEnumerable{ulong}, int, bool, Action{string})"/>
    public static int Run(Func<Scene> makeScene, long rounds, IEnumerable<ulong> seeds, int nodes = 3,
        bool measure = false, Action<string>? print = null)
    {
        string[] names = [.. Enumerable.Range(0, nodes).Select(k => $"{(char)('a' + k)}")];
        Outcome reference;
        using (var local = new LocalHost(makeScene().Actors))
        {
            reference = makeScene().PlayInSteps(local, rounds, measure);
        }
        double seconds = Undisturbed(makeScene, rounds, names, measure, reference);
        int losses = 0;
        foreach (ulong seed in seeds)
        {
            var plan = NetworkPlan.Swarm(seed, names, seconds);
            losses += Play(makeScene, rounds, names, plan, measure, reference, out _);
            print?.Invoke($"{plan}: state as in one process");
        }
        return losses;
    }

    private static double Undisturbed(Func<Scene> makeScene, long rounds, string[] names, bool measure,
        Outcome reference)
    {
        _ = Play(makeScene, rounds, names, new NetworkPlan(1), measure, reference, out double seconds);
        return seconds;
    }

    private static int Play(Func<Scene> makeScene, long rounds, string[] names, NetworkPlan plan, bool measure,
        Outcome reference, out double seconds)
    {
        var scene = makeScene();
        var network = new VirtualNetwork(names, () => makeScene().Actors, plan);
        string? difference;
        int losses = 0;
        Exception? cause = null;
        try
        {
            using var host = network.Open(scene.Actors, new DistributedSettings());
            difference = scene.PlayInSteps(host, rounds, measure).DifferenceFrom(reference);
            losses = host.Losses;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IOException)
        {
            (difference, cause) = (e.Message.TrimEnd('.'), e);
        }
        seconds = network.Now.TotalSeconds;
        return difference is null ? losses : throw new TestKitException(
            $"The network broke the game: {difference}. Reproduce with seed={plan.Seed}. Options: {plan}. "
            + $"Incidents: {string.Join("; ", network.Incidents)}. Said: {string.Join("; ", network.Sentences)}.",
            cause);
    }
}
