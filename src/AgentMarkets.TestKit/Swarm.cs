using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Faults;

namespace AgentMarkets.TestKit;

/// <summary>Plays one game on many bad networks, each with faults and schedule drawn from a seed.</summary>
public static class Swarm
{
    /// <summary>Asserts that a game ends in one state, whatever is lost, delayed, repeated or killed.</summary>
    /// <param name="makeGame">Makes the game afresh for every run.</param>
    /// <param name="seeds">One run each.</param>
    /// <param name="measure">Whether to measure at the end of each run, under the same faults.</param>
    /// <param name="print">Where each run's plan and incidents go, one line a run.</param>
    /// <returns>How many actors died and came back, over all runs: 0 would show that the swarm did nothing.</returns>
    /// <exception cref="TestKitException">A run differs or fails; it says <c>reproduce with seed=N</c>.</exception>
    public static int Run(Func<IGame> makeGame, long rounds, IEnumerable<ulong> seeds, bool measure = false,
        Action<string>? print = null) => Run(() => Scene.Of(makeGame()), rounds, seeds, measure, print);

    /// <inheritdoc cref="Run(Func{IGame}, long, IEnumerable{ulong}, bool, Action{string})"/>
    public static int Run(Func<Scene> makeScene, long rounds, IEnumerable<ulong> seeds, bool measure = false,
        Action<string>? print = null)
    {
        var (reference, messages) = Reference(makeScene, rounds, measure);
        var actors = reference.State.Behaviors.Select(b => b.Id).ToArray();
        int deaths = 0;
        foreach (ulong seed in seeds)
        {
            var plan = FaultPlan.Swarm(seed, actors, messages / actors.Length);
            var scene = makeScene();
            using var host = new FaultyHost(scene.Actors, plan);
            string? difference;
            Exception? cause = null;
            try
            {
                difference = scene.Play(host, rounds, measure).DifferenceFrom(reference);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                (difference, cause) = (e.Message.TrimEnd('.'), e);
            }
            if (difference is not null)
            {
                throw new TestKitException($"The swarm broke the game: {difference}. Reproduce with seed={seed}. "
                    + $"Options: {plan}. Incidents: {string.Join("; ", host.Incidents)}.", cause);
            }
            deaths += host.Incidents.Count;
            print?.Invoke($"{plan}: {host.Incidents.Count} deaths, state as without faults");
        }
        return deaths;
    }

    private static (Outcome Outcome, long Messages) Reference(Func<Scene> makeScene, long rounds, bool measure)
    {
        var scene = makeScene();
        using var host = new LocalHost(scene.Actors);
        return (scene.Play(host, rounds, measure), host.Delivered);
    }
}
