using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>
/// What another provider of tensors costs and changes (<c>docs/torchsharp.md</c>): times, memory, numbers and state
/// hashes of this build, and beside them those of another build, a process each, one thread each, turns taken.
/// </summary>
/// <remarks><c>[another build's AgentMarkets.Bench.dll] [turns]</c>.</remarks>
internal static class ProviderStudy
{
    private const long Rounds = 200;

    private static readonly (string Name, string Text, int Repeats)[] Times =
    [
        ("add", "add, 128 floats, us", 10000),
        ("matmul", "matmul, 128 x 128, us", 200),
        ("linear", "Linear(128,128) Adam step, 32 rows, us", 50),
        ("modules", "1-10-10-1 Adam step, 32768 rows, us", 4),
        ("fused", "the same by Fused, us", 4),
        ("replicas", "MlpForward, 64 replicas of 128 rows, us", 10),
        ("adam", "AdamStep, 64 replicas, us", 200),
        ("tower", "TowerForward, Backward, AdamStep, us", 4),
        ("pairs", "PairForward, Backward, AdamStep, us", 2),
        ("linear-game", "first price, linear, a round, us", 100),
        ("network-game", "first price, networks, a round, us", 20),
    ];

    private static readonly (string Name, string Text)[] Facts =
    [
        ("provider", "provider"), ("version", "libtorch"), ("forward", "MlpForward, mean of |outputs|"),
        ("backward", "MlpBackward, mean of |gradients|"), ("linear-hash", "first price, linear, state hash"),
        ("network-hash", "first price, networks, state hash"), ("again", "the same, played again"),
        ("memory", "most memory held, MiB"),
    ];

    public static int Run(string[] arguments)
    {
        if (arguments is ["--serve"])
        {
            return Serve();
        }
        string? other = arguments.FirstOrDefault(one => one.EndsWith(".dll", StringComparison.Ordinal));
        int turns = arguments.Length > (other is null ? 0 : 1)
            ? int.Parse(arguments[^1], CultureInfo.InvariantCulture) : 9;
        string[] programs = [Environment.GetCommandLineArgs()[0], .. other is null ? [] : new[] { other }];
        Peer[] peers = [.. programs.Select(one => Peer.Start("dotnet", $"\"{one}\" providers --serve", out _)!)];
        var medians = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach ((string name, _, int repeats) in Times)
        {
            medians[name] = Medians(peers, name, repeats, turns);
        }
        foreach ((string name, string text) in Facts)
        {
            Console.WriteLine($"{text,-42}" + string.Concat(peers.Select(peer => $"{peer.Ask(name),26}")));
        }
        Console.WriteLine($"{"medians of " + turns + " turns, one thread",-42}");
        foreach ((string name, string text, _) in Times)
        {
            double[] both = medians[name];
            string ratio = both.Length > 1 ? $"{both[1] / both[0],9:F2}" : string.Empty;
            Console.WriteLine($"{text,-42}" + string.Concat(both.Select(one => $"{one,26:F2}")) + ratio);
        }
        foreach (Peer peer in peers)
        {
            peer.Dispose();
        }
        return 0;
    }

    private static double[] Medians(Peer[] peers, string name, int repeats, int turns)
    {
        List<double>[] found = [.. peers.Select(_ => new List<double>())];
        // The first turns warm caches and allocators.
        for (int turn = -2; turn < turns; turn++)
        {
            for (int k = 0; k < peers.Length; k++)
            {
                double one = peers[k].Microseconds(name, repeats);
                if (turn >= 0)
                {
                    found[k].Add(one);
                }
            }
        }
        return [.. found.Select(FirstPriceStudy.Median)];
    }

    private static int Serve()
    {
        set_num_threads(1);
        Dictionary<string, Func<int, string>> answers = Answers();
        while (Console.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            using DisposeScope scope = NewDisposeScope();
            Console.WriteLine(answers[parts[0]](
                parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1));
        }
        return 0;
    }

    private static Dictionary<string, Func<int, string>> Answers()
    {
        var answers = new Dictionary<string, Func<int, string>>(StringComparer.Ordinal)
        {
            ["provider"] = _ => Runtime.Provider,
            ["version"] = _ => Runtime.LibtorchVersion,
            ["memory"] = _ => $"{Environment.WorkingSet >> 20}",
            ["linear-hash"] = _ => Hash(),
            ["network-hash"] = _ => Hash("strategy=mlp", "batch=256"),
            ["again"] = _ => Hash("strategy=mlp", "batch=256"),
        };
        manual_seed(1);
        Tensor a = randn(128), b = randn(128), m = randn(128, 128), n = randn(128, 128);
        Time("add", () => a.add(b).Dispose());
        Time("matmul", () => m.matmul(n).Dispose());
        Time("linear", TorchBodies.LinearStep());
        Time("modules", TorchBodies.MlpStep());
        Time("fused", TorchBodies.FusedStep());
        Time("tower", WideNetworkStudy.TowerStep());
        Time("pairs", WideNetworkStudy.PairStep());
        Replicas(answers);
        foreach ((string name, string[] settings) in new (string, string[])[]
            { ("linear-game", []), ("network-game", ["strategy=mlp", "batch=256"]) })
        {
            answers[name] = rounds =>
            {
                AuctionGameOf game = new(settings);
                return Text(TorchBodies.Microseconds(1, () => game.Play(rounds)) / rounds);
            };
        }
        return answers;

        void Time(string name, Action body) =>
            answers[name] = repeats => Text(TorchBodies.Microseconds(repeats, body));
    }

    // Numbers by a formula, the same whoever makes them.
    private static void Replicas(Dictionary<string, Func<int, string>> answers)
    {
        var shape = new MlpShape([1, 10, 10, 1], Activation.Selu, Activation.Relu);
        Tensor p = Made(64, shape.ParameterCount).mul_(0.5), x = Made(64, 128).unsqueeze(2), y = zeros_like(x);
        Tensor g = ones_like(x), gradient = zeros_like(p), first = zeros_like(p), second = zeros_like(p);
        Tensor moved = p.clone(), rate = full(64, 1e-3);
        long step = 0;
        answers["forward"] = _ => Mean(() => Fused.MlpForward(shape, p, x, y), y);
        answers["backward"] = _ => Mean(() => Fused.MlpBackward(shape, p, x, g, gradient), gradient);
        answers["replicas"] = repeats => Text(
            TorchBodies.Microseconds(repeats, () => Fused.MlpForward(shape, p, x, y)));
        answers["adam"] = repeats => Text(TorchBodies.Microseconds(repeats,
            () => Fused.AdamStep(moved, gradient, first, second, rate, 0.9, 0.999, 1e-8, ++step)));

        static Tensor Made(long rows, long columns) =>
            arange(0, rows * columns, dtype: float64).mul(0.7).sin().to(float32).view(rows, columns);

        static string Mean(Action body, Tensor result)
        {
            body();
            return Text(result.to(float64).abs().mean().item<double>());
        }
    }

    private static string Hash(params string[] settings) => new AuctionGameOf(settings).Play(Rounds)[..16];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class AuctionGameOf(string[] settings)
    {
        private readonly Auctions.AuctionGame game = FirstPriceGame.Build([.. settings, "seed=1"]);

        internal string Play(long rounds)
        {
            using var host = new LocalHost(game.Actors);
            host.Post(game.Coordinator, new RunTo(rounds));
            host.Run();
            return host.Save().Hash();
        }
    }
}
