using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every utility of a buyer of a Fisher market (docs/fisher.md, 2): of degree one, concave, and
/// what money buys is the best that it buys.</summary>
public static class BuyerUtilityLaws
{
    private const int Buyers = 40, Goods = 4;

    // Of logs of utilities and of slopes that are computed, not searched for.
    private const double Rounding = 1e-11;

    // A utility without closed-form demand finds its best bundle by a search that ends at 1e-10.
    private const double Search = 1e-8;

    /// <summary>Checks the utilities of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a utility has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, utility) in Pieces.Of<IBuyerUtility>(catalog, examples ?? [], data))
        {
            Check(utility, text);
        }
    }

    /// <summary>Checks one utility on a market with contexts and, unless it needs them, on one in which valuations are
    /// missing.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IBuyerUtility utility, string? name = null)
    {
        name ??= Piece.NameOf(utility);
        int markets = 0;
        foreach (var market in new[] { FisherPlay.Drawn(Buyers, Goods), FisherPlay.Given(Buyers, Goods) })
        {
            if (utility.Missing(market) is null)
            {
                markets++;
                Check(utility.Of(0, 1, market), FisherPlay.Chunk(market), name);
            }
        }
        Law.Holds(markets > 0, name, "some market will do", "it needs what neither contexts nor valuations are: "
            + utility.Missing(FisherPlay.Given(Buyers, Goods)));
    }

    private static void Check(IUtilityFunction function, BuyerChunk buyers, string name)
    {
        double[] x = Bundles(buyers, "bundles"), y = Bundles(buyers, "others");
        double[] prices = [.. FisherPlay.Draws("prices", Goods).Select(u => 0.5 + u)];
        Law.Near([.. Value(function, buyers, x).Select(log => log + Math.Log(3))],
            Value(function, buyers, [.. x.Select(units => 3 * units)]), Rounding, name,
            "three times the bundle is three times the utility");
        Law.Near([.. Best(function, buyers, prices).Select(log => log - Math.Log(3))],
            Best(function, buyers, [.. prices.Select(p => 3 * p)]), Search, name,
            "at three times the prices money buys a third of the utility");
        Slopes(function, buyers, x, name);
        Concave(function, buyers, x, y, name);
        NothingIsBetter(function, buyers, prices, name);
        SomethingIsAsGood(function, buyers, prices, name);
        Alone(function, buyers, x, name);
        Zeros(function, buyers, x, name);
    }

    private static void Slopes(IUtilityFunction function, BuyerChunk buyers, double[] x, string name)
    {
        const double Step = 1e-6;
        var slopes = Gradient(function, buyers, x);
        double[] found = new double[Buyers * Goods], expected = new double[Buyers * Goods], euler = new double[Buyers];
        for (int j = 0; j < Goods; j++)
        {
            double[] up = Value(function, buyers, Moved(j, Step)), down = Value(function, buyers, Moved(j, -Step));
            for (int i = 0; i < Buyers; i++)
            {
                int at = j * buyers.Stride + i;
                (found[j * Buyers + i], expected[j * Buyers + i]) = (slopes[at], (up[i] - down[i]) / (2 * Step));
                euler[i] += x[at] * slopes[at];
                bool isWanted = !double.IsNegativeInfinity(buyers.LogValuations[at]);
                Law.Holds(isWanted || slopes[at] == 0, name, "what is not wanted has no slope",
                    $"buyer {i + 1}, good {j + 1}: {slopes[at]:R}");
            }
        }
        Law.Near(expected, found, 1e-6, name, "the gradient is the difference quotient");
        Law.Near([.. euler.Select(_ => 1.0)], euler, Rounding, name, "Euler: <x, grad log u> = 1");

        double[] Moved(int good, double by) =>
            [.. x.Select((units, at) => at / buyers.Stride == good ? units + by : units)];
    }

    private static void Concave(IUtilityFunction function, BuyerChunk buyers, double[] x, double[] y, string name)
    {
        double[] left = Value(function, buyers, x), right = Value(function, buyers, y);
        foreach (double t in new[] { 0.1, 0.5, 0.9 })
        {
            double[] between = Value(function, buyers, [.. x.Zip(y, (a, b) => (1 - t) * a + t * b)]);
            for (int i = 0; i < Buyers; i++)
            {
                double chord = Math.Log((1 - t) * Math.Exp(left[i]) + t * Math.Exp(right[i]));
                Law.Holds(between[i] >= chord - Rounding, name, "utility is concave along segments",
                    $"buyer {i + 1} at {t:R} of the way: log u is {between[i]:R}, below {chord:R}");
            }
        }
    }

    private static void NothingIsBetter(IUtilityFunction function, BuyerChunk buyers, double[] prices, string name)
    {
        double[] best = Best(function, buyers, prices);
        for (int k = 0; k < 20; k++)
        {
            double[] value = Value(function, buyers, Affordable(buyers, prices, Bundles(buyers, $"tries {k}")));
            for (int i = 0; i < Buyers; i++)
            {
                Law.Holds(value[i] <= best[i] + Search, name, "no bundle that money buys is better than the best",
                    $"buyer {i + 1}: log u is {value[i]:R} where the best is said to be {best[i]:R}");
            }
        }
    }

    /// <summary>Roy: x_j = -B d log ut/dp_j is the best bundle. Differences of a thousandth leave it within two of
    /// them.</summary>
    private static void SomethingIsAsGood(IUtilityFunction function, BuyerChunk buyers, double[] prices, string name)
    {
        const double Step = 1e-3;
        var roy = new double[buyers.Stride * Goods];
        for (int j = 0; j < Goods; j++)
        {
            double[] up = Best(function, buyers, Moved(j, Step)), down = Best(function, buyers, Moved(j, -Step));
            for (int i = 0; i < Buyers; i++)
            {
                roy[j * buyers.Stride + i] = Math.Max(0, (down[i] - up[i]) / (2 * Step * prices[j]));
            }
        }
        double[] value = Value(function, buyers, Affordable(buyers, prices, roy));
        Law.Near(Best(function, buyers, prices), value, 2 * Step, name, "some bundle that money buys is the best");

        double[] Moved(int good, double by) => [.. prices.Select((p, j) => j == good ? p * (1 + by) : p)];
    }

    private static void Alone(IUtilityFunction function, BuyerChunk buyers, double[] x, string name)
    {
        var together = Value(function, buyers, x);
        for (int i = 0; i < Buyers; i += 7)
        {
            var single = new BuyerChunk(1, Goods, buyers.Dimension) { Rows = 1 };
            var bundle = new double[single.Stride * Goods];
            for (int j = 0; j < Goods; j++)
            {
                single.LogValuations[j * single.Stride] = buyers.LogValuations[j * buyers.Stride + i];
                bundle[j * single.Stride] = x[j * buyers.Stride + i];
            }
            (single.Budgets[0], single.Numbers[0]) = (buyers.Budgets[i], buyers.Numbers[i]);
            buyers.Contexts.AsSpan(i * buyers.Dimension, buyers.Dimension).CopyTo(single.Contexts);
            var alone = new double[1];
            function.LogUtility(single, bundle, alone, []);
            Law.Near([together[i]], alone, Rounding, name, "a buyer's utility does not depend on those beside it");
        }
    }

    /// <summary>Bundles without one good, with one good alone, and with nothing.</summary>
    private static void Zeros(IUtilityFunction function, BuyerChunk buyers, double[] x, string name)
    {
        for (int good = -1; good < 2 * Goods; good++)
        {
            double[] bundle = [.. x.Select((units, at) => good < 0 ? 0
                : (at / buyers.Stride == good % Goods) == (good < Goods) ? 0 : units)];
            double[] value = Value(function, buyers, bundle), slopes = Gradient(function, buyers, bundle);
            for (int i = 0; i < Buyers; i++)
            {
                Law.Holds(!double.IsNaN(value[i]) && value[i] < double.PositiveInfinity, name,
                    "a bundle with zeros has a utility", $"buyer {i + 1}: log u is {value[i]}");
                for (int j = 0; j < Goods; j++)
                {
                    Law.Holds(slopes[j * buyers.Stride + i] >= 0, name, "a bundle with zeros has slopes",
                        $"buyer {i + 1}, good {j + 1}: {slopes[j * buyers.Stride + i]}");
                }
            }
        }
    }

    private static double[] Bundles(BuyerChunk buyers, string name) =>
        [.. FisherPlay.Draws(name, buyers.Stride * Goods).Select(u => 0.1 + 2 * u)];

    /// <summary>Every bundle scaled to cost its buyer's budget.</summary>
    private static double[] Affordable(BuyerChunk buyers, double[] prices, double[] x)
    {
        double[] scaled = [.. x];
        for (int i = 0; i < Buyers; i++)
        {
            double cost = prices.Select((p, j) => p * x[j * buyers.Stride + i]).Sum();
            for (int j = 0; j < Goods; j++)
            {
                scaled[j * buyers.Stride + i] *= buyers.Budgets[i] / cost;
            }
        }
        return scaled;
    }

    private static double[] Value(IUtilityFunction function, BuyerChunk buyers, double[] x)
    {
        var value = new double[Buyers];
        function.LogUtility(buyers, x, value, []);
        return value;
    }

    private static double[] Gradient(IUtilityFunction function, BuyerChunk buyers, double[] x)
    {
        var slopes = new double[x.Length];
        function.LogUtility(buyers, x, new double[Buyers], slopes);
        return slopes;
    }

    private static double[] Best(IUtilityFunction function, BuyerChunk buyers, double[] prices)
    {
        var best = new double[Buyers];
        function.LogFixedPrice(buyers, prices, best);
        return best;
    }
}
