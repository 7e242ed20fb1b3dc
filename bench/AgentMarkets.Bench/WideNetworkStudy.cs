using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>
/// A step of training the wide networks of learned solvers (<c>docs/fisher.md</c>, 7) against PyTorch's, one thread
/// each, short turns one after the other; and against the time libtorch's BLAS takes for the hidden layers' matrix
/// products alone. The ratios are medians of the turns' ratios, so that a machine that slows down counts for both.
/// An OpenBLAS older than the processor may choose narrow kernels (0.3.21 does on Zen 5); with
/// <c>OPENBLAS_CORETYPE=SkylakeX</c> PyTorch has the AVX-512 ones.
/// </summary>
internal static class WideNetworkStudy
{
    private const int D = 5;
    private const int Goods = 10;
    private const int TowerRows = 512;
    private const int Buyers = 256;
    private const int EvaluationRows = 8192;

    private static readonly MlpShape TowerShape =
        new([D, 256, 256, 256, 256, Goods], Activation.Silu, Activation.Identity);

    private static readonly MlpShape PairShape =
        new([2 * D, 256, 256, 256, 256, 1], Activation.Relu, Activation.Softplus);

    public static int Run(string[] arguments)
    {
        int turns = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 25;
        set_num_threads(1);
        manual_seed(1);
        (string Text, string Name, int Repeats, Action Body)[] rows =
        [
            ("tower, 512 rows, step", "tower", 20, TowerStep()),
            ("256 buyers x 10 goods, step", "pairs", 4, PairStep()),
            ("tower, 8192 rows, outputs only", "tower_evaluation", 4, TowerEvaluation()),
        ];
        string script = Path.Combine(Checkout.Root, "bench", "pytorch", "wide_network.py");
        using Peer? peer = Peer.Start("/usr/bin/python3", script, out _);
        Console.WriteLine($"libtorch {Runtime.LibtorchVersion}, BLAS {Runtime.BlasPath}");
        Console.WriteLine($"milliseconds on one thread, medians of {turns} turns; widths {TowerShape}, {PairShape}");
        Console.WriteLine($"{"",-32}{"ours",9}{"PyTorch",9}{"ratio",8}{"products",10}{"ratio",8}");
        foreach ((string text, string name, int repeats, Action body) in rows)
        {
            Measure(text, name, repeats, body, peer, turns);
        }
        if (double.IsNaN(peer?.Microseconds("tower", 1) ?? double.NaN))
        {
            Console.WriteLine("PyTorch skipped: /usr/bin/python3 has no torch (apt-get install python3-torch).");
        }
        Console.WriteLine("goals: at most 1 of PyTorch's time, at most 1.6 of the products' time");
        return 0;
    }

    private static void Measure(string text, string name, int repeats, Action body, Peer? peer, int turns)
    {
        List<double> ours = [], theirs = [], products = [], overTheirs = [], overProducts = [];
        for (int turn = -2; turn < turns; turn++)
        {
            double a = Microseconds(repeats, body) / 1e3;
            double b = (peer?.Microseconds(name, repeats) ?? double.NaN) / 1e3;
            double c = (peer?.Microseconds(name + "_products", repeats) ?? double.NaN) / 1e3;
            // The first turns warm caches and allocators.
            if (turn >= 0)
            {
                ours.Add(a);
                theirs.Add(b);
                products.Add(c);
                overTheirs.Add(a / b);
                overProducts.Add(a / c);
            }
        }
        Console.WriteLine(
            $"{text,-32}{FirstPriceStudy.Median(ours),9:F2}{FirstPriceStudy.Median(theirs),9:F2}"
            + $"{FirstPriceStudy.Median(overTheirs),8:F2}{FirstPriceStudy.Median(products),10:F2}"
            + $"{FirstPriceStudy.Median(overProducts),8:F2}");
    }

    internal static Action TowerStep()
    {
        Tensor x = randn(TowerRows, D), y = empty(TowerRows, Goods), g = randn(TowerRows, Goods).div_(TowerRows);
        var trace = new NetworkTrace();
        Action<Tensor, Tensor> adam = Adam(TowerShape, out Tensor p, out Tensor gradient);
        return () =>
        {
            Fused.TowerForward(TowerShape, p, x, y, trace);
            Fused.Backward(trace, g, gradient);
            adam(p, gradient);
        };
    }

    internal static Action PairStep()
    {
        Tensor first = randn(Buyers, D), second = randn(Buyers, D), goods = randn(Goods, D);
        Tensor x = empty(Buyers, Goods), other = empty(Buyers, Goods), g = randn(Buyers, Goods).div_(Buyers);
        var trace = new NetworkTrace();
        Action<Tensor, Tensor> adam = Adam(PairShape, out Tensor p, out Tensor gradient);
        return () =>
        {
            Fused.PairForward(PairShape, p, first, goods, x, trace);
            Fused.PairForward(PairShape, p, second, goods, other);
            Fused.Backward(trace, g, gradient);
            adam(p, gradient);
        };
    }

    private static Action TowerEvaluation()
    {
        Tensor x = randn(EvaluationRows, D), y = empty(EvaluationRows, Goods);
        Adam(TowerShape, out Tensor p, out _);
        return () => Fused.TowerForward(TowerShape, p, x, y);
    }

    /// <summary>Parameters as PyTorch's layers start, and a step of Adam on them.</summary>
    private static Action<Tensor, Tensor> Adam(MlpShape shape, out Tensor parameters, out Tensor gradient)
    {
        parameters = rand(1, shape.ParameterCount).mul_(2).sub_(1);
        for (int l = 0; l < shape.LayerCount; l++)
        {
            long count = (shape.Widths[l] + 1) * shape.Widths[l + 1];
            parameters.narrow(1, shape.WeightOffset(l), count).mul_(1 / Math.Sqrt(shape.Widths[l]));
        }
        gradient = zeros_like(parameters);
        Tensor first = zeros_like(parameters), second = zeros_like(parameters), rate = full(1, 1e-4);
        long step = 0;
        return (p, g) => Fused.AdamStep(p, g, first, second, rate, 0.9, 0.999, 1e-8, ++step);
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
}
