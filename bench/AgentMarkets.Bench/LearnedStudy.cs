using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>
/// The learned solvers of contextual Fisher markets (<c>docs/fisher.md</c>, 7): milliseconds of one step, messages and
/// sampling included, beside the same step in PyTorch, in CPU time of one thread, turns taken. With <c>--accuracy</c>
/// also how near the bids network comes to equilibrium, with one shard and with more.
/// </summary>
/// <remarks><c>[turns] [--quick]</c>, or <c>--accuracy [steps,steps,... [shards,shards,... [key=value ...]]]</c>, such
/// as <c>solver=market-fc-net evaluation.samples=4096</c>.</remarks>
internal static class LearnedStudy
{
    private const int StepBuyers = 1 << 14;
    private const int AllBuyers = 1 << 20;

    public static int Run(string[] arguments)
    {
        set_num_threads(1);
        int at = Array.IndexOf(arguments, "--accuracy");
        if (at >= 0)
        {
            Accuracy(Numbers(arguments.ElementAtOrDefault(at + 1) ?? "300,1000"),
                Numbers(arguments.ElementAtOrDefault(at + 2) ?? "1,4,16"), [.. arguments.Skip(at + 3)]);
            return 0;
        }
        int turns = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine($"CPU milliseconds a step, medians of {turns} turns; 10 goods, one thread");
        Console.WriteLine($"{"",-36}{"ours",9}{"PyTorch",9}{"ratio",8}");
        // The quick form prints the same lines; its few steps measure little.
        var (bids, prices) = arguments.Contains("--quick") ? (10, 3) : (60, 12);
        Steps("bids-network, batch 512", "bids-network(price-every=1000000)", bids, turns,
            "bids.py", "--steps", $"{bids}", "--price-every", "1000000");
        Steps("market-fc-net, batch 256", "market-fc-net(steps-per-epoch=1000000)", prices, turns,
            "marketfcnet.py", "--epochs", "1", "--steps", $"{prices}", "--clear-buyers", "1", "--measure-buyers", "64");
        Console.WriteLine("goal: at most 1 of PyTorch's time");
        return 0;
    }

    private static void Steps(string text, string solver, int steps, int turns, string script, params string[] options)
    {
        List<double> ours = [], theirs = [], ratios = [];
        var game = Game(StepBuyers, steps, 1, $"solver={solver}");
        for (int turn = -1; turn < turns; turn++)
        {
            using var host = new LocalHost(game.Actors);
            host.Post(game.Coordinator, new RunTo(1));
            host.Run();
            double a = 1e3 / (steps - 1) * FirstPriceStudy.Cpu(() =>
            {
                host.Post(game.Coordinator, new RunTo(steps));
                host.Run();
            });
            double b = PyTorchScript.Run(script, ["--buyers", $"{StepBuyers}", .. options]) is { } answer
                ? answer.GetProperty("step_ms").GetDouble()
                : double.NaN;
            // The first turn warms caches and allocators.
            if (turn >= 0)
            {
                ours.Add(a);
                theirs.Add(b);
                ratios.Add(a / b);
            }
        }
        Console.WriteLine($"{text,-36}{FirstPriceStudy.Median(ours),9:F2}{FirstPriceStudy.Median(theirs),9:F2}"
            + $"{FirstPriceStudy.Median(ratios),8:F2}");
    }

    private static void Accuracy(int[] steps, int[] shards, string[] overrides)
    {
        overrides = ["solver=bids-network", "fisher.on-the-fly=true", .. overrides];
        Console.WriteLine($"{AllBuyers:N0} buyers, 10 goods, alpha = .5, {string.Join(' ', overrides)}");
        Console.WriteLine($"{"steps",8}{"shards",8}{"NG",12}{"VoA",12}{"VoP",12}{"CPU s",8}   of these, steps");
        foreach (int count in steps)
        {
            foreach (int k in shards)
            {
                var game = Game(AllBuyers, count, k, overrides);
                var seen = new List<Measurement>();
                using var host = new LocalHost(game.Actors);
                host.Observed = observation => seen.AddRange(new[] { observation }.OfType<Measurement>());
                double learning = FirstPriceStudy.Cpu(() =>
                {
                    host.Post(game.Coordinator, new RunTo(count));
                    host.Run();
                });
                double measuring = FirstPriceStudy.Cpu(() =>
                {
                    host.Post(game.Coordinator, new Measure(count, Final: true));
                    host.Run();
                });
                double Value(string metric) => seen.Last(m => m.Metric == metric).Values[0, 0];
                Console.WriteLine($"{count,8}{k,8}{Value("nash-gap"),12:0.00e+0}"
                    + $"{Value("violation-of-allocation"),12:0.0e+0}{Value("violation-of-price"),12:0.0e+0}"
                    + $"{learning + measuring,8:0}{learning,8:0}");
            }
        }
        Console.WriteLine("goals of bids-network: NG at most 1e-3 at 300 steps, 1.5e-4 at 1,000, 2e-5 at 3,000; of 4 "
            + "or 16 shards at most 1.25 times that of one");
    }

    private static FisherGame Game(int buyers, int rounds, int shards, params string[] overrides)
    {
        string text = $$"""
            { "fisher": { "buyers": {{buyers}}, "goods": 10, "contexts": "normal(dimension=5)",
                          "utility": "ces(alpha=0.5)" },
              "rounds": {{rounds}}, "shards": {{shards}} }
            """;
        var family = new FisherFamily();
        var catalog = Catalog.Scan([typeof(IFamily).Assembly, typeof(FisherFamily).Assembly]);
        var experiment = new ExperimentReader([family], catalog).Read("bench", text, "bench", overrides);
        var problems = new Problems("bench");
        var game = family.Build(experiment.FamilySettings, experiment.Setup(CPU), problems);
        problems.ThrowIfAny();
        return (FisherGame)game!;
    }

    private static int[] Numbers(string text) =>
        [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
}
