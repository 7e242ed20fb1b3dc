using System.Globalization;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Bench;

/// <summary>
/// The utility loss of b = w v in the first-price auction against a sample of 2^20 games, all bids tried at 1,025
/// types,
/// beside the same on a grid of 1,024 bids in NumPy: CPU seconds of one thread, interleaved.
/// </summary>
internal static class EpsilonStudy
{
    private const int Types = 1025, Samples = 1 << 20;
    private const double Multiplier = 0.48;

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine($"{Samples:N0} games, b = {Multiplier} v; CPU seconds, median of {repeats}");
        Console.WriteLine($"{"bidders",-10}{"program",-32}{"seconds",10}{"ex ante",14}{"ex interim",14}");
        foreach (int bidders in (int[])[2, 5])
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            var loss = (ExAnte: 0.0, ExInterim: 0.0);
            System.Text.Json.JsonElement? found = null;
            for (int k = -1; k < repeats; k++)
            {
                double seconds = FirstPriceStudy.Cpu(() => loss = Loss(bidders, (ulong)(k + 2)));
                // The first time finds the memory cold.
                if (k < 0)
                {
                    continue;
                }
                ours.Add(seconds);
                found = PyTorchScript.Run("epsilon.py", "--bidders", $"{bidders}", "--job", "sorted", $"{Types - 1}",
                    $"{Types - 1}", $"{Samples}");
                theirs.AddRange(found is { } row ? [row.GetProperty("cpu_s").GetDouble()] : []);
            }
            Print(bidders, "AgentMarkets, every bid", FirstPriceStudy.Median(ours), loss.ExAnte, loss.ExInterim);
            if (found is { } last)
            {
                Print(bidders, "NumPy, 1,024 bids", FirstPriceStudy.Median(theirs),
                    last.GetProperty("ex_ante").GetDouble(), last.GetProperty("max_ex_interim").GetDouble());
            }
            else
            {
                Console.WriteLine("NumPy: skipped, python3-numpy is not installed.");
            }
        }
        return 0;
    }

    private static void Print(int bidders, string program, double seconds, double exAnte, double exInterim) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{bidders,-10}{program,-32}{seconds,10:0.000}{exAnte,14:0.0000e+0}{exInterim,14:0.0000e+0}"));

    /// <summary>Of bidder 1, everything from the draws of all bidders' types on.</summary>
    private static (double ExAnte, double ExInterim) Loss(int bidders, ulong seed)
    {
        IMechanism rule = new FirstPrice(new FirstPrice.Settings());
        var utility = new QuasiLinear();
        var bids = new double[Samples * bidders];
        new RandomStream(StreamKey.Of(seed, new ActorId("bench", 1), "types"), 0).Uniform(bids.AsSpan());
        for (int k = 0; k < bids.Length; k++)
        {
            bids[k] *= Multiplier;
        }
        var opposition = rule.Against(1, bidders, rule.Oppose(bids, bidders)(1));
        double[] types = [.. Enumerable.Range(0, Types).Select(k => k / (Types - 1.0))];
        var (best, replies) = (new double[Types], new double[Types]);
        opposition.Best(types, [], utility, best, replies);
        double sum = 0, largest = 0;
        for (int t = 0; t < Types; t++)
        {
            double own = opposition.Payoff(types.AsSpan(t, 1), 1, [Multiplier * types[t]], utility);
            double loss = Math.Max(0, best[t] - own);
            sum += loss / Types;
            largest = Math.Max(largest, loss);
        }
        return (sum, largest);
    }
}
