using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>
/// The cost of an operation through our binding, against libtorch's own C++ call and against Python's PyTorch: one
/// thread, rounds interleaved between the three, medians.
/// </summary>
internal static class TorchOperations
{
    private const int DefaultRounds = 9;

    internal static int Run(string[] arguments)
    {
        int rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultRounds;
        set_num_threads(1);
        manual_seed(1);
        string script = Upward(Path.Combine("bench", "pytorch", "torch_operations.py"));
        string executable = Upward(Path.Combine("artifacts", "native", "torch_operations_native"));
        using Peer? native = Peer.Start(executable, string.Empty, out string nativeReason);
        using Peer? python = HasTorch() ? Peer.Start("/usr/bin/python3", script, out _) : null;
        if (native is null)
        {
            Console.WriteLine($"C++ skipped: {nativeReason}");
        }
        if (python is null)
        {
            Console.WriteLine("Python skipped: /usr/bin/python3 has no torch (apt-get install python3-torch).");
        }
        var ours = new Samples();
        var bare = new Samples();
        var eager = new Samples();
        Round();
        for (int round = 0; round < rounds; round++)
        {
            bare.Add(native?.Round());
            ours.Add(Round());
            eager.Add(python?.Round());
        }
        Print(ours, bare, eager, rounds);
        return 0;
    }

    private static Dictionary<string, double> Round()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = randn(128), b = randn(128), m = randn(128, 128), n = randn(128, 128);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["add"] = InScopes(20000, () => a.add(b)),
            ["add_using"] = Microseconds(20000, () => a.add(b).Dispose()),
            ["matmul"] = InScopes(500, () => m.matmul(n)),
            ["sigmoid"] = InScopes(20000, () => a.sigmoid()),
            ["sum"] = InScopes(20000, () => a.sum()),
            ["linear_step"] = LinearStep(200),
            ["mlp_step"] = MlpStep(5),
            ["fused_step"] = FusedStep(20),
        };
    }

    private static double LinearStep(int repeats)
    {
        using Linear layer = nn.Linear(128, 128);
        using Adam adam = optim.Adam(layer.parameters());
        using Tensor x = randn(32, 128), y = randn(32, 128);
        return Microseconds(repeats, () =>
        {
            using DisposeScope scope = NewDisposeScope();
            adam.zero_grad();
            nn.functional.mse_loss(layer.call(x), y).backward();
            adam.step();
        });
    }

    private static double MlpStep(int repeats)
    {
        using Sequential network = nn.Sequential(
            nn.Linear(1, 10), nn.SELU(), nn.Linear(10, 10), nn.SELU(), nn.Linear(10, 1), nn.ReLU());
        using Adam adam = optim.Adam(network.parameters());
        using Tensor x = rand(32768, 1), g = randn(32768, 1);
        return Microseconds(repeats, () =>
        {
            using DisposeScope scope = NewDisposeScope();
            adam.zero_grad();
            network.call(x).backward([g]);
            adam.step();
        });
    }

    private static double FusedStep(int repeats)
    {
        var shape = new MlpShape([1, 10, 10, 1], Activation.Selu, Activation.Relu);
        using DisposeScope scope = NewDisposeScope();
        Tensor p = randn(1, shape.ParameterCount).mul_(0.3), first = zeros_like(p), second = zeros_like(p);
        Tensor x = rand(1, 32768, 1), y = empty(1, 32768, 1), g = randn(1, 32768, 1), gradient = zeros_like(p);
        Tensor rate = full(1, 1e-3);
        long step = 0;
        return Microseconds(repeats, () =>
        {
            Fused.MlpForward(shape, p, x, y);
            Fused.MlpBackward(shape, p, x, g, gradient);
            Fused.AdamStep(p, gradient, first, second, rate, 0.9, 0.999, 1e-8, ++step);
        });
    }

    private static double InScopes(int repeats, Func<Tensor> operation)
    {
        const int Batch = 100;
        return Microseconds(repeats / Batch, () =>
        {
            using DisposeScope scope = NewDisposeScope();
            for (int i = 0; i < Batch; i++)
            {
                operation();
            }
        }) / Batch;
    }

    private static double Microseconds(int repeats, Action body)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            body();
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeats;
    }

    private static void Print(Samples ours, Samples bare, Samples eager, int rounds)
    {
        Console.WriteLine($"libtorch {Runtime.LibtorchVersion}, BLAS {Runtime.BlasPath}, one thread");
        Console.WriteLine($"microseconds, medians of {rounds} interleaved rounds");
        Console.WriteLine($"{"operation",-34}{"C++",10}{"ours",10}{"Python",10}{"ours/C++",10}{"ours/Py",10}");
        foreach ((string key, string peer, string text) in Rows())
        {
            double mine = ours.Median(key), cpp = bare.Median(peer), py = eager.Median(peer);
            Console.WriteLine(
                $"{text,-34}{cpp,10:F2}{mine,10:F2}{py,10:F2}{mine / cpp,10:F2}{mine / py,10:F2}");
        }
    }

    private static IEnumerable<(string Key, string Peer, string Text)> Rows()
    {
        yield return ("add", "add", "add, 128 floats");
        yield return ("add_using", "add", "add, 128 floats, outside scopes");
        yield return ("matmul", "matmul", "matmul, 128 x 128");
        yield return ("sigmoid", "sigmoid", "sigmoid, 128 floats");
        yield return ("sum", "sum", "sum, 128 floats");
        yield return ("linear_step", "linear_step", "Linear(128,128) Adam step, 32 rows");
        yield return ("mlp_step", "mlp_step", "1-10-10-1 Adam step, 32768 rows");
        yield return ("fused_step", "mlp_step", "the same, fused");
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
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Upward(string relative)
    {
        for (DirectoryInfo? up = new(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            string path = Path.Combine(up.FullName, relative);
            if (File.Exists(path))
            {
                return path;
            }
        }
        return relative;
    }

    /// <summary>Each operation's rounds.</summary>
    private sealed class Samples
    {
        private readonly Dictionary<string, List<double>> rounds = new(StringComparer.Ordinal);

        internal void Add(Dictionary<string, double>? round)
        {
            foreach ((string name, double value) in round ?? [])
            {
                if (!rounds.TryGetValue(name, out List<double>? list))
                {
                    rounds[name] = list = [];
                }
                list.Add(value);
            }
        }

        internal double Median(string name)
        {
            if (!rounds.TryGetValue(name, out List<double>? list))
            {
                return double.NaN;
            }
            double[] sorted = [.. list.Order()];
            int middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
