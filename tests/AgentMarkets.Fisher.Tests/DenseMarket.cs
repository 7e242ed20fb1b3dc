using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Tests;

/// <summary>A small random market in memory: log valuations of a few units, budgets over three orders of magnitude,
/// some valuations missing where wanted.</summary>
internal sealed class DenseMarket<T> : IBuyerSource<T>
    where T : unmanaged
{
    private readonly T[] _log;
    private readonly double[] _budgets;

    public DenseMarket(int buyers, int goods, double holes = 0, ulong seed = 1)
    {
        (Buyers, Goods) = (buyers, goods);
        var draws = new double[buyers * (2 * goods + 1)];
        new RandomStream(StreamKey.Of(seed, new ActorId("market", 0), "dense"), 0).Uniform(draws);
        _log = new T[buyers * goods];
        _budgets = new double[buyers];
        for (int i = 0; i < buyers; i++)
        {
            var row = draws.AsSpan(i * (2 * goods + 1), 2 * goods + 1);
            _budgets[i] = Math.ScaleB(1 + row[0], i % 10);
            for (int j = 0; j < goods; j++)
            {
                // The good i mod m is always wanted.
                bool missing = row[1 + j] < holes && j != i % goods;
                double log = missing ? double.NegativeInfinity : 6 * row[1 + goods + j] - 4;
                _log[i * goods + j] = (T)Convert.ChangeType(log, typeof(T));
            }
        }
    }

    public int Buyers { get; }

    public int Goods { get; }

    public int ContextDimension => 2;

    public bool AreIndependent { get; init; } = true;

    public double Log(long i, int j) => Convert.ToDouble(_log[i * Goods + j]);

    public double Budget(long i) => _budgets[i];

    public DenseBuyers<T> Open(bool stored = true) => Open(stored, 0, BlockTree.BlocksOf(Buyers));

    public DenseBuyers<T> Open(bool stored, int firstBlock, int blocks) =>
        new(this, firstBlock, blocks, Buyers, stored);

    public void Fill(long first, int rows, int stride, Span<T> logValuations, Span<double> budgets)
    {
        FillBudgets(first, rows, budgets);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Goods; j++)
            {
                logValuations[j * stride + i] = _log[(first + i) * Goods + j];
            }
        }
    }

    public void FillBudgets(long first, int rows, Span<double> budgets) =>
        _budgets.AsSpan((int)first, rows).CopyTo(budgets);

    public void FillContexts(long first, int rows, Span<float> contexts)
    {
        for (int i = 0; i < rows; i++)
        {
            (contexts[2 * i], contexts[2 * i + 1]) = (first + i, -(first + i));
        }
    }
}
