using System.Diagnostics;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;

namespace AgentMarkets.Bench;

/// <summary>
/// Many bidders with their own 2x10 networks in one first-price auction: rounds a second with one actor each and with
/// cohorts, and what a bidder costs as there are more of them. Wall time of the sequential host.
/// </summary>
internal static class CohortStudy
{
    /// <param name="arguments">Repeats; bidders, for the first table alone; its only batch.</param>
    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 3;
        int bidders = arguments.Length > 1 ? int.Parse(arguments[1]) : 1000;
        Console.WriteLine($"{bidders} bidders, rounds/s, best of {repeats} in turns");
        Console.WriteLine($"{"batch",-8}{"one actor each",16}{"cohorts of 64",16}{"one cohort",14}{"64: times",12}"
            + $"{"one: times",12}{"goal",8}");
        foreach (var (batch, rounds, goal) in ((int, int, int)[])[(16, 30, 10), (256, 10, 2), (4096, 2, 1)])
        {
            if (arguments.Length > 2 && int.Parse(arguments[2]) != batch)
            {
                continue;
            }
            double[] best = BestOf(repeats, rounds, [.. ((int[])[1, 64, bidders]).Select(size =>
                Build(bidders, size, batch))]);
            Console.WriteLine($"{batch,-8}{best[0],16:0.0}{best[1],16:0.0}{best[2],14:0.0}{best[1] / best[0],12:0.0}"
                + $"{best[2] / best[0],12:0.0}{goal,8}");
        }
        if (arguments.Length > 1)
        {
            return 0;
        }
        Console.WriteLine();
        Console.WriteLine($"{"bidders",-8}{"rounds/s",16}{"us a bidder and round",24}     batch 256, cohorts of 64");
        int[] counts = [64, 256, 1024, 4096];
        double[] speeds = BestOf(repeats, 4, [.. counts.Select(n => Build(n, 64, 256))]);
        for (int k = 0; k < counts.Length; k++)
        {
            Console.WriteLine($"{counts[k],-8}{speeds[k],16:0.0}{1e6 / speeds[k] / counts[k],24:0.00}");
        }
        return 0;
    }

    private static double[] BestOf(int repeats, int rounds, AuctionGame[] games)
    {
        var best = new double[games.Length];
        LocalHost[] hosts = [.. games.Select(game => new LocalHost(game.Actors))];
        long done = 0;
        for (int k = -1; k < repeats; k++)
        {
            done += rounds;
            for (int g = 0; g < games.Length; g++)
            {
                var watch = Stopwatch.StartNew();
                hosts[g].Post(games[g].Coordinator, new RunTo(done));
                hosts[g].Run();
                best[g] = k < 0 ? 0 : Math.Max(best[g], rounds / watch.Elapsed.TotalSeconds);
            }
        }
        Array.ForEach(hosts, host => host.Dispose());
        return best;
    }

    private static AuctionGame Build(int bidders, int cohort, int batch) =>
        FirstPriceGame.Build($"auction.bidders={bidders}", $"auction.cohort={cohort}", $"batch={batch}", "seed=1",
            "rounds=1000000", "strategy=mlp", "smoothing=softmax", "learner=gradient(learning-rate=1e-3)");
}
