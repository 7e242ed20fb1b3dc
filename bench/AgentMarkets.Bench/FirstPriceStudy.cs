using System.Diagnostics;

namespace AgentMarkets.Bench;

/// <summary>
/// The 2,000-epoch study of linear bidders beside PyTorch, interleaved, in CPU seconds of one thread: one seed against
/// the loop with a module and an Adam per bidder, 256 seeds in one batched run against that loop and against the same
/// study batched in PyTorch.
/// </summary>
internal static class FirstPriceStudy
{
    private const int Rounds = 2000;
    private const int Seeds = 256;

    public static int Run(string[] arguments)
    {
        int repeats = arguments.Length > 0 ? int.Parse(arguments[0]) : 5;
        var one = FirstPriceGame.Build("seed=1", $"rounds={Rounds}");
        var many = FirstPriceGame.Build($"seed=1..{Seeds}", $"rounds={Rounds}");
        FirstPriceGame.Play(one, 200);
        FirstPriceGame.Play(many, 20);
        var (oursOne, oursMany) = (new List<double>(), new List<double>());
        var (loop, batched) = (new List<double>(), new List<double>());
        for (int k = 0; k < repeats; k++)
        {
            oursOne.Add(Cpu(() => FirstPriceGame.Play(one, Rounds)));
            oursMany.Add(Cpu(() => FirstPriceGame.Play(many, Rounds)));
            if (PyTorchScript.Run("first_price_linear.py", "--mode", "loop", "--seeds", "1") is { } a
                && PyTorchScript.Run("first_price_linear.py", "--mode", "replicas", "--replicas", $"{Seeds}") is { } b)
            {
                loop.Add(a.GetProperty("cpu_s").GetDouble());
                batched.Add(b.GetProperty("cpu_s").GetDouble());
            }
        }
        double single = Median(oursOne), perSeed = Median(oursMany) / Seeds;
        Console.WriteLine($"{"CPU seconds, median of " + repeats,-52}{"seconds",10}");
        Console.WriteLine($"{"AgentMarkets, 1 seed",-52}{single,10:0.0000}");
        Console.WriteLine($"{$"AgentMarkets, {Seeds} seeds in one run",-52}{Median(oursMany),10:0.0000}");
        if (loop.Count == 0)
        {
            Console.WriteLine("PyTorch: skipped, python3-torch is not installed.");
            return 0;
        }
        Console.WriteLine($"{"PyTorch, 1 seed, loop over agents",-52}{Median(loop),10:0.0000}");
        Console.WriteLine($"{$"PyTorch, {Seeds} seeds in one tensor",-52}{Median(batched),10:0.0000}");
        Console.WriteLine();
        Console.WriteLine($"{"ratio",-52}{"times",10}{"goal",10}");
        Ratio("1 seed: PyTorch loop / AgentMarkets", Median(loop) / single, 10);
        Ratio("per seed: PyTorch loop / AgentMarkets batched", Median(loop) / perSeed, 300);
        Ratio("per seed: PyTorch batched / AgentMarkets batched", Median(batched) / Seeds / perSeed, 3);
        return 0;
    }

    private static void Ratio(string name, double times, int goal) =>
        Console.WriteLine($"{name,-52}{times,10:0.0}{goal,10}");

    /// <summary>CPU seconds of this process, so that what else the machine does counts little.</summary>
    internal static double Cpu(Action work)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    internal static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
