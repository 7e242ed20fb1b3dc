using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Schedules;

namespace AgentMarkets.TestKit;

/// <summary>Plays one game in many orders of delivery: the results must not depend on the order.</summary>
public static class Schedules
{
    private const int PrioritisedSchedules = 20;
    private const int TraceLinesShown = 12;

    /// <summary>
    /// Asserts that a game ends in one state, and with one set of measurements: in the order of sending, with copied
    /// messages, under shuffled and prioritised schedules, and in parallel.
    /// </summary>
    /// <param name="makeGame">Makes the game afresh for every run.</param>
    /// <param name="count">Shuffled schedules, with the seeds 1 to count.</param>
    /// <param name="measure">Whether to measure at the end of each run.</param>
    /// <exception cref="ScheduleException">A schedule differs; it names seed, actor and entry, and holds the
    /// trace.</exception>
    public static void ShouldAgree(Func<IGame> makeGame, long rounds, int count = 500, bool measure = false) =>
        ShouldAgree(() => Scene.Of(makeGame()), rounds, count, measure);

    /// <inheritdoc cref="ShouldAgree(Func{IGame}, long, int, bool)"/>
    public static void ShouldAgree(Func<Scene> makeScene, long rounds, int count = 500, bool measure = false)
    {
        var reference = Run(makeScene, rounds, new InOrder(), measure);
        Compare(reference, makeScene, rounds, new InOrder(), measure, copies: true);
        for (int seed = 1; seed <= count; seed++)
        {
            Compare(reference, makeScene, rounds, new Shuffled((ulong)seed), measure);
        }
        for (int seed = 1; seed <= PrioritisedSchedules; seed++)
        {
            // Few change points in short runs, too: every 8 deliveries, 16, 32 or 64.
            Compare(reference, makeScene, rounds, new Prioritised((ulong)seed, 8 << (seed % 4)), measure);
        }
        foreach (int threads in (int[])[1, 2, 4])
        {
            CompareParallel(reference, makeScene, rounds, threads, measure);
        }
    }

    /// <summary>Plays a game under one schedule: to look again at what <see cref="ShouldAgree(Func{Scene}, long, int,
    /// bool)"/> found.</summary>
    public static Outcome Run(Func<IGame> makeGame, long rounds, ISchedule schedule, bool measure = false) =>
        Run(() => Scene.Of(makeGame()), rounds, schedule, measure);

    /// <inheritdoc cref="Run(Func{IGame}, long, ISchedule, bool)"/>
    public static Outcome Run(Func<Scene> makeScene, long rounds, ISchedule schedule, bool measure = false)
    {
        var scene = makeScene();
        using var host = new LocalHost(scene.Actors, schedule);
        return scene.Play(host, rounds, measure);
    }

    /// <summary>Plays a game in supersteps on several threads.</summary>
    public static Outcome RunParallel(Func<Scene> makeScene, long rounds, int threads, bool measure = false)
    {
        var scene = makeScene();
        using var host = new ParallelHost(scene.Actors, threads);
        return scene.Play(host, rounds, measure);
    }

    /// <summary>Repeats a run delivery by delivery.</summary>
    /// <exception cref="InvalidOperationException">The trace belongs to another run.</exception>
    public static Outcome Replay(Func<IGame> makeGame, long rounds, Trace trace, bool measure = false) =>
        Run(makeGame, rounds, new Replay(trace), measure);

    /// <inheritdoc cref="Replay(Func{IGame}, long, Trace, bool)"/>
    public static Outcome Replay(Func<Scene> makeScene, long rounds, Trace trace, bool measure = false) =>
        Run(makeScene, rounds, new Replay(trace), measure);

    private static void Compare(Outcome reference, Func<Scene> makeScene, long rounds, ISchedule schedule, bool measure,
        bool copies = false)
    {
        var trace = new Trace();
        var scene = makeScene();
        string name = copies ? $"{schedule} with copied messages" : $"{schedule}";
        using var host = new LocalHost(scene.Actors, schedule, trace: trace, copies: copies);
        try
        {
            if (scene.Play(host, rounds, measure).DifferenceFrom(reference) is { } difference)
            {
                throw Differs(name, trace, difference);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or MonitorException)
        {
            throw Differs(name, trace, $"it failed: {e.Message}", e);
        }
    }

    private static void CompareParallel(Outcome reference, Func<Scene> makeScene, long rounds, int threads,
        bool measure)
    {
        if (RunParallel(makeScene, rounds, threads, measure).DifferenceFrom(reference) is { } difference)
        {
            string name = $"parallel(threads={threads})";
            throw new ScheduleException(name, null,
                $"Under {name} the run ends differently than in the order of sending: {difference}.");
        }
    }

    private static ScheduleException Differs(string schedule, Trace trace, string difference, Exception? cause = null)
    {
        var last = trace.Lines.Skip(trace.Lines.Count - TraceLinesShown);
        return new ScheduleException(schedule, trace,
            $"Under {schedule} the run ends differently than in the order of sending: {difference}. "
            + "The schedule's name repeats it (Schedules.Run), and so does this exception's trace (Schedules.Replay), "
            + $"{trace.Lines.Count} deliveries that end with:\n  {string.Join("\n  ", last)}", cause);
    }
}
