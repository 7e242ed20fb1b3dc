using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;

namespace AgentMarkets.Bench;

/// <summary>
/// Bidders with their own 2x10 networks at batch 2^15 beside the PyTorch scripts, in CPU milliseconds of one thread for
/// one learning bidder and one round: the smoothed market (SMOOTH), and evolution strategies with 64 copies; and what
/// 64 replicas cost beside one ("replicas" as second argument: that alone).
/// </summary>
/// <remarks>The scripts learn one network that all bidders use; ours learns one a bidder, so that a round of two
/// bidders
/// counts half.</remarks>
internal static class NetworkBidderStudy
{
    private const int Batch = 1 << 15;

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 5;
        if (arguments is [_, "replicas"])
        {
            Replicas(repeats);
            return 0;
        }
        Console.WriteLine($"{"CPU ms, one learning bidder, median of " + repeats,-46}"
            + $"{"ours",10}{"PyTorch",10}{"times",8}{"goal",6}");
        Beside("SMOOTH, N=2", repeats, 40, 2, "smooth_first_price.py", ["--iterations", "100", "--every", "100"],
            "smoothing=softmax(temperature=0.01)", "learner=gradient(learning-rate=1e-3)");
        Beside("evolution, P=64, N=2", Math.Max(1, repeats / 2), 5, 3, "evolution_first_price.py",
            ["--iterations", "10", "--every", "10"], "learner=evolution(population=64)");
        Replicas(repeats);
        return 0;
    }

    private static void Beside(string name, int repeats, int rounds, int goal, string script, string[] options,
        params string[] overrides)
    {
        var game = Build(Batch, 1, rounds, overrides);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (int k = 0; k < repeats; k++)
        {
            ours.Add(1000 * PerRound(game, rounds) / 2);
            if (PyTorchScript.Run(script, options) is { } line)
            {
                theirs.Add(line.GetProperty("cpu_ms").GetDouble());
            }
        }
        double mine = FirstPriceStudy.Median(ours);
        Console.WriteLine(theirs.Count == 0
            ? $"{name,-46}{mine,10:0.00}   PyTorch: skipped, python3-torch is not installed."
            : $"{name,-46}{mine,10:0.00}{FirstPriceStudy.Median(theirs),10:0.00}"
                + $"{FirstPriceStudy.Median(theirs) / mine,8:0.0}{goal,6}");
    }

    /// <summary>Short turns of both, so that whatever else the machine does meets both alike.</summary>
    private static void Replicas(int repeats)
    {
        foreach (var (batch, rounds) in ((int, int)[])[(128, 40), (4096, 4)])
        {
            AuctionGame[] games = [Build(batch, 1, 1_000_000), Build(batch, 64, 1_000_000)];
            LocalHost[] hosts = [.. games.Select(game => new LocalHost(game.Actors))];
            var (alone, together) = (new List<double>(), new List<double>());
            var done = new long[2];
            for (int k = -1; k < 20 * repeats; k++)
            {
                double one = Turn(0, 16 * rounds), many = Turn(1, rounds);
                if (k >= 0)
                {
                    alone.Add(one);
                    together.Add(many);
                }
            }
            Array.ForEach(hosts, host => host.Dispose());
            double factor = FirstPriceStudy.Median(together) / FirstPriceStudy.Median(alone);
            Console.WriteLine($"{$"SMOOTH, batch {batch}: 64 replicas cost, of one",-66}{factor,8:0.0}{"< 64",6}");

            double Turn(int k, int count) => FirstPriceStudy.Cpu(() =>
            {
                hosts[k].Post(games[k].Coordinator, new RunTo(done[k] += count));
                hosts[k].Run();
            }) / count;
        }
    }

    /// <summary>CPU seconds of a round, after two that do not count.</summary>
    private static double PerRound(AuctionGame game, int rounds)
    {
        using var host = new LocalHost(game.Actors);
        To(2);
        return FirstPriceStudy.Cpu(() => To(2 + rounds)) / rounds;

        void To(long round)
        {
            host.Post(game.Coordinator, new RunTo(round));
            host.Run();
        }
    }

    private static AuctionGame Build(int batch, int seeds, int rounds, params string[] overrides) =>
        FirstPriceGame.Build([$"seed=1..{seeds}", $"rounds={rounds}", $"batch={batch}", "strategy=mlp",
            "smoothing=softmax", "learner=gradient(learning-rate=1e-3)", .. overrides]);
}
