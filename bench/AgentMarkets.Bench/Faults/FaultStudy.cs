using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;

namespace AgentMarkets.Bench.Faults;

/// <summary>The long fault swarm: runs over real workers and a real engine, each with one fault at a random moment of a
/// random superstep, and the state at the end beside that of one process.</summary>
internal sealed class FaultStudy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-faults-").FullName;
    private readonly FaultField _field;
    private bool _isSame = true;

    private FaultStudy(FaultField field) => _field = field;

    /// <param name="arguments">Runs with a kill; the first seed; the kinds of faults, all where none is named.</param>
    public static int Run(string[] arguments, FaultField field)
    {
        int runs = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100;
        int seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        int few = Math.Max(1, runs / 10);
        using var study = new FaultStudy(field);
        (string Name, Action Row)[] rows =
        [
            ("kill", () => study.Row("kill -9 of a worker", Play.FirstPrice(60), runs, seed, study.Kill)),
            ("kill-long", () => study.Row("the same, longer steps", LongSteps, few, seed, study.Kill)),
            ("freeze", () => study.Row("freeze of a worker", Play.FirstPrice(60), few, seed, study.Freeze)),
            ("freeze-long", () => study.Row("the same, longer steps", LongSteps, few, seed, study.Freeze)),
            ("coordinator", () => study.Coordinators(few, seed)),
        ];
        if (field.Restart is { } restart)
        {
            rows = [.. rows, ("broker", () => study.Row("restart of the broker", Play.FirstPrice(60), few, seed,
                _ => new Injury(() => Timed(restart))))];
        }
        Console.WriteLine($"{"fault",-26}{"runs",6}{"same state",12}{"step, ms",10}"
            + $"{"first good step after, s: median",34}{"p95",8}{"max",8}{"  the round again: median",25}{"max",8}");
        foreach (var (_, row) in rows.Where(row => arguments.Length < 3 || arguments[2..].Contains(row.Name)))
        {
            row();
        }
        return study._isSame ? 0 : 1;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A third of a second or less.
    private static Play LongSteps => Play.FirstPrice(12, batch: 262144);

    private void Row(string what, Play play, int runs, int seed, Func<string, Injury> injure)
    {
        var times = new List<double>();
        var caughtUp = new List<double>();
        var steps = new List<double>();
        int same = 0;
        _ = play.Reference;
        _field.Workers.Fill(FaultField.Count);
        long all = 0;
        // How many supersteps there are, and libraries loaded.
        _ = play.Over(_field.Driver, FaultField.Count, link => link.Stepping += step => all = step);
        for (int run = 0; run < runs; run++)
        {
            var random = new Random(seed + run);
            _field.Workers.Fill(FaultField.Count);
            var injury = injure(_field.Workers.Names[random.Next(FaultField.Count)]);
            WatchedLink? watched = null;
            var said = new List<string>();
            try
            {
                var (outcome, _) = play.Over(_field.Driver, FaultField.Count, link =>
                {
                    watched = link;
                    link.AtRandom(random, (2, (int)(all * 0.8)), injury.Strike);
                    link.Stepping += _ =>
                    {
                        if (link.FirstAfter(injury.At) is not null)
                        {
                            injury.Heal();
                        }
                    };
                }, said.Add);
                outcome.ShouldMatch(play.Reference);
                same++;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _isSame = false;
                Console.WriteLine($"  seed {seed + run}: {e.Message}\n  said: {string.Join("\n  ", said)}");
            }
            injury.End();
            if (watched is { Done.Count: > 1 })
            {
                Note(watched, injury.At, steps, times, caughtUp);
            }
        }
        Print(what, runs, same, Figures.Quantile(steps, 0.5) * 1000, times, caughtUp);
    }

    private static void Note(WatchedLink watched, long at, List<double> steps, List<double> times,
        List<double> caughtUp)
    {
        // Half of the supersteps are the market's answers, at which bidders have little to do: the others count.
        steps.Add(Figures.Quantile(watched.Done.Zip(watched.Done.Skip(1),
            (a, b) => Stopwatch.GetElapsedTime(a.At, b.At).TotalSeconds), 0.75));
        if (watched.FirstAfter(at) is { } good)
        {
            times.Add(Stopwatch.GetElapsedTime(at, good).TotalSeconds);
        }
        if (watched.CaughtUp(at) is { } again)
        {
            caughtUp.Add(Stopwatch.GetElapsedTime(at, again).TotalSeconds);
        }
    }

    private static void Print(string what, int runs, int same, double step, List<double> times, List<double> again)
    {
        string text = $"{what,-26}{runs,6}{same,12}{(double.IsNaN(step) ? "-" : $"{step:0.0}"),10}";
        if (times.Count > 0)
        {
            text += $"{Figures.Quantile(times, 0.5),34:0.00}{Figures.Quantile(times, 0.95),8:0.00}{times.Max(),8:0.00}";
            text += again.Count > 0 ? $"{Figures.Quantile(again, 0.5),25:0.00}{again.Max(),8:0.00}" : "";
        }
        Console.WriteLine(text);
    }

    private Injury Kill(string worker) => new(() => _field.Workers.Kill(worker));

    // Thawed while the run goes on without it. Its time for the run's end may not come: the next has another.
    private Injury Freeze(string worker) => new(() => Timed(_field.Workers[worker].Freeze))
    {
        Heal = () => _field.Workers[worker].Thaw(),
        End = () =>
        {
            _field.Workers.Kill(worker);
            _ = _field.Workers[worker].End();
        },
    };

    private static long Timed(Action strike)
    {
        long at = Stopwatch.GetTimestamp();
        strike();
        return at;
    }

    /// <summary>Whole commands: the coordinator of a run is killed, and one that stood by goes on.</summary>
    private void Coordinators(int runs, int seed)
    {
        var play = Play.FirstPrice(4000);
        string file = Path.Combine(_folder, "experiment.jsonc");
        File.WriteAllText(file,
            play.Text.Replace("\"seed\"", "\"measure-every\": 10, \"seed\"", StringComparison.Ordinal));
        string[] asked = ["--nodes", $"{FaultField.Count}", .. _field.Words];
        _field.Workers.Fill(FaultField.Count);
        using (var alone = Child.Start(_folder, "run", file, "--out", "alone"))
        {
            _ = alone.End();
        }
        int same = 0;
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            var random = new Random(seed + run);
            string folder = $"far-{run}";
            using var first = Child.Start(_folder, ["run", file, "--out", folder, .. asked]);
            string metrics = Path.Combine(_folder, folder, "metrics.jsonl");
            Until(() => Lines(metrics) > 0);
            using var second = Child.Start(_folder, ["resume", folder, "--stand-by", .. asked]);
            second.Await("has a driver; waits for its end");
            Thread.Sleep(random.Next(1000));
            long killed = Stopwatch.GetTimestamp();
            first.Kill();
            string log = Path.Combine(_folder, folder, "log.txt");
            Until(() => File.ReadAllText(log).Split(" begins ").Length > 2
                || File.ReadAllText(log).Contains("goes on after", StringComparison.Ordinal) || !second.IsAlive);
            // Until the next one has the run and begins to go on.
            times.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            bool isSame = second.End() == 0 && Hash(folder) == Hash("alone");
            same += isSame ? 1 : 0;
            if (!isSame)
            {
                _isSame = false;
                Console.WriteLine($"  seed {seed + run}: the stand-by said\n{second.Said}");
            }
        }
        Print("kill -9 of the coordinator", runs, same, double.NaN, times, []);
    }

    private string Hash(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, run, "manifest.json")))!
        ["stateHash"]?.GetValue<string>() ?? "none";

    private static int Lines(string file) => File.Exists(file) ? File.ReadLines(file).Count() : 0;

    private static void Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo() && clock.Elapsed < Child.Patience;)
        {
            Thread.Sleep(10);
        }
    }
}
