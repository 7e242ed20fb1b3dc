using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Torch;

namespace AgentMarkets.Bench;

/// <summary>
/// The cost of an operation through our binding, against libtorch's own C++ call and against Python's PyTorch: three
/// processes under the same settings, one thread each, short turns one after the other, medians.
/// </summary>
internal static class TorchOperations
{
    private const int DefaultRounds = 25;

    private static readonly (string Key, string Peer, int Repeats, string Text)[] Rows =
    [
        ("add", "add", 20000, "add, 128 floats"),
        ("add_scope", "add", 20000, "add, 128 floats, a scope for 100"),
        ("add_native", "add", 20000, "add, 128 floats, bare P/Invoke"),
        ("matmul", "matmul", 400, "matmul, 128 x 128"),
        ("sigmoid", "sigmoid", 20000, "sigmoid, 128 floats"),
        ("sum", "sum", 20000, "sum, 128 floats"),
        ("linear_step", "linear_step", 100, "Linear(128,128) Adam step, 32 rows"),
        ("mlp_step", "mlp_step", 4, "1-10-10-1 Adam step, 32768 rows"),
        ("fused_step", "mlp_step", 8, "the same, fused"),
    ];

    internal static int Run(string[] arguments)
    {
        if (arguments is ["peer"])
        {
            return TorchBodies.Serve();
        }
        int rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultRounds;
        string executable = Path.Combine(Checkout.Root, "artifacts", "native", "torch_operations_native");
        string script = Path.Combine(Checkout.Root, "bench", "pytorch", "torch_operations.py");
        using Peer? bare = Peer.Start(executable, string.Empty, out string reason);
        using Peer ours = Peer.Start(Environment.ProcessPath!, Ours(), out string _)!;
        using Peer? eager = HasTorch() ? Peer.Start("/usr/bin/python3", script, out string _) : null;
        if (bare is null)
        {
            Console.WriteLine($"C++ skipped: {reason}");
        }
        if (eager is null)
        {
            Console.WriteLine("Python skipped: /usr/bin/python3 has no torch (apt-get install python3-torch).");
        }
        Console.WriteLine($"libtorch {Runtime.LibtorchVersion}, BLAS {Runtime.BlasPath}, one thread");
        Console.WriteLine($"microseconds, medians of {rounds} interleaved rounds");
        Console.WriteLine($"{"operation",-36}{"C++",10}{"ours",10}{"Python",10}{"ours/C++",10}{"ours/Py",10}");
        foreach ((string key, string peer, int repeats, string text) in Rows)
        {
            (double cpp, double mine, double py) = Measure(bare, ours, eager, key, peer, repeats, rounds);
            Console.WriteLine($"{text,-36}{cpp,10:F2}{mine,10:F2}{py,10:F2}{mine / cpp,10:F2}{mine / py,10:F2}");
        }
        return 0;
    }

    private static (double Cpp, double Mine, double Py) Measure(
        Peer? bare, Peer ours, Peer? eager, string key, string peer, int repeats, int rounds)
    {
        List<double> cpp = [], mine = [], py = [];
        for (int round = -2; round < rounds; round++)
        {
            double c = bare?.Microseconds(peer, repeats) ?? double.NaN;
            double o = ours.Microseconds(key, repeats);
            double p = eager?.Microseconds(peer, repeats) ?? double.NaN;
            // The first rounds warm caches and allocators.
            if (round >= 0)
            {
                cpp.Add(c);
                mine.Add(o);
                py.Add(p);
            }
        }
        return (Median(cpp), Median(mine), Median(py));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>The arguments that make this program time our side in a process of its own.</summary>
    private static string Ours()
    {
        string program = Environment.GetCommandLineArgs()[0];
        bool host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        return (host ? $"\"{program}\" " : string.Empty) + "torch peer";
    }

    private static bool HasTorch()
    {
        try
        {
            var start = new ProcessStartInfo("/usr/bin/python3", "-c \"import torch\"")
            {
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
