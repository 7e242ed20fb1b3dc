using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>Our side of <see cref="TorchOperations"/>, in a process of its own.</summary>
internal static class TorchBodies
{
    internal static int Serve()
    {
        set_num_threads(1);
        manual_seed(1);
        Tensor a = randn(128), b = randn(128), m = randn(128, 128), n = randn(128, 128);
        var bodies = new Dictionary<string, Func<int, double>>(StringComparer.Ordinal)
        {
            ["add"] = repeats => Add(repeats, a, b),
            ["add_scope"] = repeats => Microseconds(repeats / 100, () => AddInScope(a, b)) / 100,
            ["add_native"] = repeats => BareCalls.Add(repeats, a, b),
            ["matmul"] = repeats => Microseconds(repeats, () => m.matmul(n).Dispose()),
            ["sigmoid"] = repeats => Microseconds(repeats, () => a.sigmoid().Dispose()),
            ["sum"] = repeats => Microseconds(repeats, () => a.sum().Dispose()),
        };
        Action linear = LinearStep(), mlp = MlpStep(), fused = FusedStep();
        bodies["linear_step"] = repeats => Microseconds(repeats, linear);
        bodies["mlp_step"] = repeats => Microseconds(repeats, mlp);
        bodies["fused_step"] = repeats => Microseconds(repeats, fused);
        while (Console.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            using DisposeScope scope = NewDisposeScope();
            double spent = bodies[parts[0]](int.Parse(parts[1], CultureInfo.InvariantCulture));
            Console.WriteLine(spent.ToString("R", CultureInfo.InvariantCulture));
        }
        return 0;
    }

    private static double Add(int repeats, Tensor a, Tensor b)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            a.add(b).Dispose();
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeats;
    }

    private static void AddInScope(Tensor a, Tensor b)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < 100; i++)
        {
            a.add(b);
        }
    }

    internal static Action LinearStep()
    {
        Linear layer = nn.Linear(128, 128);
        Adam adam = optim.Adam(layer.parameters());
        Tensor x = randn(32, 128), y = randn(32, 128);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            adam.zero_grad();
            nn.functional.mse_loss(layer.call(x), y).backward();
            adam.step();
        };
    }

    internal static Action MlpStep()
    {
        Sequential network = nn.Sequential(
            nn.Linear(1, 10), nn.SELU(), nn.Linear(10, 10), nn.SELU(), nn.Linear(10, 1), nn.ReLU());
        Adam adam = optim.Adam(network.parameters());
        Tensor x = rand(32768, 1), g = randn(32768, 1);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            adam.zero_grad();
            network.call(x).backward([g]);
            adam.step();
        };
    }

    internal static Action FusedStep()
    {
        var shape = new MlpShape([1, 10, 10, 1], Activation.Selu, Activation.Relu);
        Tensor p = randn(1, shape.ParameterCount).mul_(0.3), first = zeros_like(p), second = zeros_like(p);
        Tensor x = rand(1, 32768, 1), y = empty(1, 32768, 1), g = randn(1, 32768, 1), gradient = zeros_like(p);
        Tensor rate = full(1, 1e-3);
        long step = 0;
        return () =>
        {
            Fused.MlpForward(shape, p, x, y);
            Fused.MlpBackward(shape, p, x, g, gradient);
            Fused.AdamStep(p, gradient, first, second, rate, 0.9, 0.999, 1e-8, ++step);
        };
    }

    internal static double Microseconds(int repeats, Action body)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            body();
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeats;
    }
}
