using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Tests;

/// <summary>A random market as plain numbers, to be changed in one way and solved again.</summary>
/// <param name="V">v_ij, [n, m].</param>
/// <param name="B">B_i, [n].</param>
/// <param name="Y">Y_j, [m].</param>
/// <param name="Name">Which market it is: a failure says so.</param>
internal sealed record LawsMarket(double[,] V, double[] B, double[] Y, string Name)
{
    private RandomMarket? _drawn;

    public int Buyers => B.Length;

    public int Goods => Y.Length;

    public double Money => B.Sum();

    public GivenMarket Market => new(MarketTable.Of(V, B, Y));

    /// <summary>50 x 4, dense; or 30 % of it with budgets exp N(0,9): so many seeds of each.</summary>
    public static IEnumerable<LawsMarket> Draw(int seeds)
    {
        foreach (var kind in new[] { RandomMarket.Kind.Dense, RandomMarket.Kind.Sparse })
        {
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                // Other seeds than those of the exactness tests.
                var drawn = RandomMarket.Of(kind, 1000 + seed);
                // A good that nobody wants is no part of the market, and has a law of its own.
                bool isWanted = Enumerable.Range(0, 4)
                    .All(j => Enumerable.Range(0, 50).Any(i => drawn.Valuations[i, j] > 0));
                if (isWanted)
                {
                    yield return new LawsMarket(drawn.Valuations, drawn.Budgets, drawn.Supply,
                        $"{kind}, seed {1000 + seed}") { _drawn = drawn };
                }
            }
        }
    }

    /// <summary>Further draws of the market's seed, from e^-2 to e^2.</summary>
    public double[] Factors(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Exp(4 * _drawn!.Draw() - 2))];

    /// <summary>An order of so many things, from the market's seed.</summary>
    public int[] Order(int count)
    {
        double[] keys = Factors(count);
        return [.. Enumerable.Range(0, count).OrderBy(k => keys[k])];
    }

    public Solved Solve(double alpha) => Solved.Of(V, B, Y, alpha);

    public LawsMarket WithValuations(Func<int, int, double> v)
    {
        var changed = new double[Buyers, Goods];
        for (int i = 0; i < Buyers; i++)
        {
            for (int j = 0; j < Goods; j++)
            {
                changed[i, j] = v(i, j);
            }
        }
        return this with { V = changed };
    }

    /// <summary>These buyers and goods, in this order; a buyer may come twice.</summary>
    public LawsMarket Of(int[] buyers, int[] goods)
    {
        var picked = this with { B = [.. buyers.Select(i => B[i])], Y = [.. goods.Select(j => Y[j])] };
        return picked.WithValuations((i, j) => V[buyers[i], goods[j]]);
    }

    /// <summary>The other market's buyers and goods after these; nobody wants a good of the other side.</summary>
    public LawsMarket Beside(LawsMarket other)
    {
        var both = this with { B = [.. B, .. other.B], Y = [.. Y, .. other.Y], Name = $"{Name} beside {other.Name}" };
        return both.WithValuations((i, j) => i < Buyers && j < Goods ? V[i, j]
            : i >= Buyers && j >= Goods ? other.V[i - Buyers, j - Goods]
            : 0);
    }

    /// <summary>All buyers, unpacked.</summary>
    public BuyerChunk Chunk() => MarketExamples.Chunk(Market);
}
