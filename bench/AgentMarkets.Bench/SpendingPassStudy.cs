using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Bench;

/// <summary>
/// The pass over the buyers of a Fisher market beside the time to read their log valuations once, and beside the pass
/// of PyTorch: CPU time of one core, interleaved; the best of each, since only other work makes them slower.
/// </summary>
internal static class SpendingPassStudy
{
    public static int Run(string[] arguments)
    {
        int buyers = Option(arguments, "--buyers", 1 << 20), goods = Option(arguments, "--goods", 10);
        int repeats = arguments is [var first, ..] && int.TryParse(first, out int given) ? given : 21;
        double k = Option(arguments, "--k", 1);
        int blocks = BlockTree.BlocksOf(buyers);
        using var dense = new DenseBuyers<float>(new ContextBuyers(goods), 0, blocks, buyers, stored: true);
        var data = new float[(long)buyers * goods];
        Array.Fill(data, 1f);
        var s = new double[goods];
        (string Name, Action Work)[] rows =
        [
            ("AgentMarkets, L read once", () => Read(data)),
            ("AgentMarkets, 32 bits", () => Pass(Precision.Single, false)),
            ("AgentMarkets, 32 bits, with S", () => Pass(Precision.Single, true)),
            ("AgentMarkets, 64 bits", () => Pass(Precision.Double, false)),
            ("AgentMarkets, 64 bits, with S", () => Pass(Precision.Double, true)),
            ("AgentMarkets, measures, 64 bits", Measure),
        ];
        List<double>[] times = [.. rows.Select(_ => new List<double>())];
        for (int repeat = -1; repeat < repeats; repeat++)
        {
            for (int r = 0; r < rows.Length; r++)
            {
                double seconds = Seconds(rows[r].Work);
                // The first time finds the memory cold.
                if (repeat >= 0)
                {
                    times[r].Add(seconds);
                }
            }
        }
        double once = times[0].Min();
        Console.WriteLine($"{buyers} buyers, {goods} goods, k = {k}, CPU time, best of {repeats}");
        Console.WriteLine($"{"pass",-40}{"ms",10}{"ns/buyer",12}{"reads of L",12}");
        for (int r = 0; r < rows.Length; r++)
        {
            Print(rows[r].Name, times[r].Min());
        }
        if (PyTorchScript.Run("dual.py", "--one-pass", $"{Math.Min(repeats, 5)}", "--buyers", $"{buyers}", "--goods",
            $"{goods}") is { } torch)
        {
            Print("PyTorch, 64 bits, with S", torch.GetProperty("cpu_s").GetDouble());
        }
        else
        {
            Console.WriteLine("PyTorch: skipped, python3-torch is not installed.");
        }
        return 0;

        void Pass(Precision precision, bool second) =>
            dense.Spend(new SpendingPass(s, new ClosedForm(k, false), precision, second), new BlockTree());

        void Measure() => dense.Measure(new GapPass(s, new ClosedForm(k, false), new ClosedForm(k, false),
            [.. s.Select(_ => 1.0)], [.. s.Select(x => Math.Exp(x))]), new BlockTree(), new RegretList());

        void Print(string name, double seconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-40}{1e3 * seconds,10:0.00}{1e9 * seconds / buyers,12:0.00}{seconds / once,12:0.0}"));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Read(float[] data)
    {
        fixed (float* start = data)
        {
            var sums = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            long i = 0;
            for (; i + 64 <= data.LongLength; i += 64)
            {
                sums.Item1 += Vector512.Load(start + i);
                sums.Item2 += Vector512.Load(start + i + 16);
                sums.Item3 += Vector512.Load(start + i + 32);
                sums.Item4 += Vector512.Load(start + i + 48);
            }
            s_read += Vector512.Sum(sums.Item1 + sums.Item2 + sums.Item3 + sums.Item4);
        }
    }

    // What was read, so that reading is not left out.
    private static float s_read;

    private static double Seconds(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static int Option(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is var at and >= 0
            ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
