using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>
/// The exact equilibrium of contextual Fisher markets (<c>docs/fisher.md</c>, 4) through its actors: beside the same
/// method in unfused PyTorch, on two cores beside one, in sixteen shards beside one, its cost from 2^12 to 2^24 buyers
/// and its memory. A solve is the time from the first message to the last, without the market's construction, which
/// PyTorch's clock leaves out too. Always the best of several that take turns: other work only makes them slower.
/// </summary>
/// <remarks><c>[repeats] [--quick] [pytorch] [cores] [shards] [buyers] [memory]</c>: quick is the same tables of
/// markets too small to judge by; parts that are named are run alone.</remarks>
internal static class FisherStudy
{
    private const string Alone = "--alone";

    private static int s_repeats = 5;
    private static int s_shift;

    public static int Run(string[] arguments)
    {
        set_num_threads(1);
        if (arguments is [Alone, var buyers, var stored])
        {
            SolveAlone(int.Parse(buyers, CultureInfo.InvariantCulture), bool.Parse(stored));
            return 0;
        }
        s_repeats = arguments is [var first, ..] && int.TryParse(first, out int given) ? given : 5;
        s_shift = arguments.Contains("--quick") ? 8 : 0;
        Console.WriteLine($"newton-dual, 10 goods and alpha = 0.5 where nothing else is said; best of {s_repeats}");
        (string Name, Action Run)[] parts =
            [("pytorch", BesidePyTorch), ("cores", Cores), ("shards", Shards), ("buyers", Buyers), ("memory", Memory)];
        bool isAll = !parts.Any(part => arguments.Contains(part.Name));
        foreach (var part in parts.Where(part => isAll || arguments.Contains(part.Name)))
        {
            part.Run();
        }
        return 0;
    }

    private static int Million => 1 << (20 - s_shift);

    private static void BesidePyTorch()
    {
        Head($"{Million} buyers, one core, CPU ms", "ours", "PyTorch", "residual", "NG");
        foreach (var (alpha, goods, goal) in new (double, int, double?)[]
            { (0.5, 10, 8), (0.5, 5, null), (0.5, 20, null), (0.9, 10, null), (1, 10, null), (0, 10, null),
              (-1, 10, null) })
        {
            using var market = new FisherSolve(new FisherSize(Million, goods, alpha));
            market.Solve();
            var (ours, theirs) = (double.PositiveInfinity, double.PositiveInfinity);
            for (int repeat = 0; repeat < s_repeats; repeat++)
            {
                ours = Math.Min(ours, Cpu(market.Solve));
                var script = PyTorchScript.Run("dual.py", "--buyers", $"{Million}", "--goods", $"{goods}", "--alpha",
                    Text(alpha), "--unmeasured");
                theirs = Math.Min(theirs, script?.GetProperty("cpu_s").GetDouble() ?? double.NaN);
            }
            market.Measure();
            Row($"AgentMarkets, alpha = {Text(alpha)}, {goods} goods", theirs / ours, goal, atLeast: true,
                Ms(ours), double.IsNaN(theirs) ? "missing" : Ms(theirs), $"{market["residual"]:0.0e+0}",
                $"{market["nash-gap"]:0.0e+0}");
        }
    }

    /// <summary>By the wall clock, which other work spoils: how many cores the best solve got is told beside
    /// it.</summary>
    private static void Cores()
    {
        Head($"{Million} buyers, wall ms", "one core", "two cores", "CPU ms", "cores got");
        using var one = new FisherSolve(new FisherSize(Million));
        foreach (int shards in new[] { 2, 4, 8 })
        {
            using var two = new FisherSolve(new FisherSize(Million), shards, threads: 2);
            double cpu = 0, best = double.PositiveInfinity;
            var (a, b) = Interleaved(Wall, one.Solve, () =>
            {
                double wall = 0, used = Cpu(() => wall = Wall(two.Solve));
                (cpu, best) = wall < best ? (used, wall) : (cpu, best);
            }, 8);
            Row($"AgentMarkets, {shards} shards on two cores", a / b, shards == 2 ? 1.7 : null, atLeast: true, Ms(a),
                Ms(b), Ms(cpu), Text(cpu / best, "0.00"));
        }
    }

    private static void Shards()
    {
        Head($"{Million} buyers, one core, CPU ms", "one shard", "sharded");
        using var one = new FisherSolve(new FisherSize(Million));
        foreach (int shards in new[] { 4, 16, 64 })
        {
            using var many = new FisherSolve(new FisherSize(Million), shards);
            var (a, b) = Interleaved(Cpu, one.Solve, many.Solve, 4);
            Row($"AgentMarkets, {shards} shards in one process", b / a, shards == 16 ? 1.2 : null, atLeast: false,
                Ms(a), Ms(b));
        }
    }

    /// <summary>Cost a buyer, beside that of 2^20 buyers.</summary>
    private static void Buyers()
    {
        foreach (bool isStored in new[] { true, false })
        {
            Head($"one core, {(isStored ? "stored" : "on the fly")}; cost beside 2^20 buyers", "CPU ms", "ns/buyer",
                "open, ms", "measure");
            double unit = double.NaN;
            int[] powers = isStored ? [20, 12, 14, 16, 18, 22, 24] : [20, 16, 24];
            foreach (int power in powers)
            {
                int buyers = 1 << Math.Max(10, power - s_shift), solves = Math.Max(1, (1 << 18) / buyers);
                using var market = new FisherSolve(new FisherSize(buyers, IsStored: isStored));
                market.Solve();
                double cost = double.PositiveInfinity;
                for (int repeat = 0; repeat < (power > 20 ? (s_repeats + 1) / 2 : s_repeats); repeat++)
                {
                    cost = Math.Min(cost, Cpu(() => Times(solves, market.Solve)) / solves);
                }
                double measuring = Wall(market.Measure);
                unit = double.IsNaN(unit) ? cost / buyers : unit;
                Row($"AgentMarkets, 2^{power} buyers", cost / buyers / unit, power > 20 ? 1.2 : null, atLeast: false,
                    Ms(cost), $"{1e9 * cost / buyers:0.0}", Ms(market.Construction), Ms(measuring));
            }
        }
    }

    /// <summary>The largest resident set of a process of its own, less that of one with few buyers.</summary>
    private static void Memory()
    {
        Head("memory beside data, n (4 m + 8) bytes", "peak MB", "data MB");
        double empty = Peak(1 << 10, true);
        foreach (int power in new[] { 20, 22 })
        {
            var size = new FisherSize(1 << (power - s_shift));
            double own = Peak(size.Buyers, true) - empty;
            Row($"AgentMarkets, 2^{power} buyers, stored", own / size.DataBytes, 1.3, atLeast: false, Mb(own),
                Mb(size.DataBytes));
        }
        var many = new FisherSize(1 << (24 - s_shift), IsStored: false);
        double fresh = Peak(many.Buyers, false) - empty;
        Row("AgentMarkets, 2^24 buyers, on the fly", fresh / many.DataBytes, 0.1, atLeast: false, Mb(fresh),
            Mb(many.DataBytes));
    }

    private static double Peak(int buyers, bool isStored)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(FisherStudy).Assembly.Location, "fisher", Alone, $"{buyers}", $"{isStored}"])
            { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static void SolveAlone(int buyers, bool isStored)
    {
        using var market = new FisherSolve(new FisherSize(buyers, IsStored: isStored));
        market.Solve();
        market.Measure();
        Console.WriteLine(Process.GetCurrentProcess().PeakWorkingSet64);
    }

    private static (double A, double B) Interleaved(Func<Action, double> clock, Action a, Action b, int more)
    {
        var (bestA, bestB) = (double.PositiveInfinity, double.PositiveInfinity);
        a();
        b();
        for (int repeat = 0; repeat < more * s_repeats; repeat++)
        {
            (bestA, bestB) = (Math.Min(bestA, clock(a)), Math.Min(bestB, clock(b)));
        }
        return (bestA, bestB);
    }

    private static void Times(int count, Action work)
    {
        for (int k = 0; k < count; k++)
        {
            work();
        }
    }

    private static double Cpu(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double Wall(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static void Head(string what, params string[] columns) =>
        Console.WriteLine($"\n{what,-50}{string.Concat(columns.Select(column => $"{column,10}"))}{"ratio",8}   goal");

    private static void Row(string name, double ratio, double? goal, bool atLeast, params string[] columns) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50}")
            + string.Concat(columns.Select(column => $"{column,10}")) + Text(ratio, "0.00").PadLeft(8)
            + (goal is not { } g ? "" : $"   {(atLeast ? ">=" : "<=")} {Text(g)}: "
                + (double.IsNaN(ratio) ? "not measured" : (atLeast ? ratio >= g : ratio <= g) ? "met" : "NOT MET")));

    private static string Ms(double seconds) => Text(1e3 * seconds, seconds < 1e-3 ? "0.000" : "0.0");

    private static string Mb(double bytes) => Text(bytes / 1e6, "0.0");

    private static string Text(double x, string? format = null) => x.ToString(format, CultureInfo.InvariantCulture);
}
