using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Buyers who value most goods: their log valuations stand in columns, block by block, stored or made anew for
/// every pass.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DenseBuyers<T> : Buyers
    where T : unmanaged
{
    /// <summary>Buyers of a stretch from a random place: <see cref="Sample"/>.</summary>
    private const int SampledTogether = 256;

    private readonly IBuyerSource<T> _source;
    private readonly DenseColumns<T> _columns;
    private readonly bool _areIndependent;

    // [blocks + 1]: how many buyers there are before each block.
    private readonly long[] _starts;

    private DenseSpending<T, float>? _single;
    private DenseSpending<T, double>? _double;

    /// <param name="marketBuyers">n, of the whole market.</param>
    /// <param name="stored">Whether to keep what the source makes: 8 + m (4 or 8) bytes a buyer. If not, nothing of the
    /// size of the buyers is kept, and every pass makes them again.</param>
    public DenseBuyers(IBuyerSource<T> source, int firstBlock, int blockCount, long marketBuyers, bool stored)
        : this(source, firstBlock, blockCount, marketBuyers, source.AreIndependent,
            CountOf(firstBlock, blockCount, marketBuyers) is var count && stored
            ? StoredColumns<T>.Of(source, firstBlock, blockCount, count)
            : new FreshColumns<T>(source, firstBlock, count))
    {
    }

    private DenseBuyers(IBuyerSource<T> source, int firstBlock, int blockCount, long marketBuyers, bool areIndependent,
        DenseColumns<T> columns)
        : base(firstBlock, blockCount, marketBuyers, source.Goods)
    {
        (_source, _columns, _areIndependent) = (source, columns, areIndependent);
        _starts = new long[blockCount + 1];
        for (int b = 0; b < blockCount; b++)
        {
            _starts[b + 1] = _starts[b] + columns.RowsOf(b);
        }
    }

    public override long Count => _starts[^1];

    public override bool IsSparse => false;

    public override int ContextDimension => _source.ContextDimension;

    public override int RowsOf(int block) => _columns.RowsOf(block);

    public override unsafe void AddBudgets(BlockTree to)
    {
        using var budgets = new DenseMemory<double>(BlockTree.BlockSize);
        for (int b = 0; b < BlockCount; b++)
        {
            int rows = RowsOf(b), padded = DenseRows<T>.Padded(rows);
            _columns.ReadBudgets(b, budgets.Of(0, rows));
            budgets.Of(rows, padded - rows).Clear();
            to.Add(FirstBlock + b, [DenseBudgets.Sum(budgets.Start, padded)]);
        }
    }

    public override unsafe void Spend(SpendingPass pass, BlockTree to)
    {
        for (int b = 0; b < BlockCount; b++)
        {
            var block = _columns.Open(b, 0, Math.Min(RowsOf(b), pass.RowsPerBlock));
            to.Add(FirstBlock + b, pass.Precision == Precision.Single
                ? (_single ??= new DenseSpending<T, float>(Goods)).Run(pass, block, _columns.Ahead(b + 1))
                : (_double ??= new DenseSpending<T, double>(Goods)).Run(pass, block, _columns.Ahead(b + 1)));
        }
        Keep();
    }

    public override void Measure(GapPass pass, BlockTree to, RegretList worst)
    {
        using var gap = new DenseGap<T>(pass, worst);
        for (int b = 0; b < BlockCount; b++)
        {
            to.Add(FirstBlock + b, gap.Run(_columns, b));
        }
        Keep();
    }

    public override Buyers Undecided(ReadOnlySpan<double> s, double lead, BlockTree decided)
    {
        var choice = new DenseChoice<T>(s.ToArray(), lead);
        var left = StoredColumns<T>.Empty(FirstBlock, Goods);
        for (int b = 0; b < BlockCount; b++)
        {
            var spending = new double[Goods];
            var block = _columns.Open(b, 0, RowsOf(b));
            int[] rows = choice.Undecided(block, spending);
            left.AddSome(block, rows, [.. rows.Select(row => _columns.NumberOf(b, row))]);
            decided.Add(FirstBlock + b, spending);
        }
        Keep();
        long end = First + (long)BlockCount * BlockTree.BlockSize;
        return new DenseBuyers<T>(_source, FirstBlock, BlockCount, end, areIndependent: false, left);
    }

    public override void Load(long first, int rows, BuyerChunk into)
    {
        int block = (int)(first / BlockTree.BlockSize) - FirstBlock;
        Copy(block, (int)(first % BlockTree.BlockSize), rows, into, 0);
        Finish(into, rows);
    }

    public override void Sample(RandomStream stream, int rows, BuyerChunk into)
    {
        int together = _areIndependent ? (int)Math.Min(SampledTogether, Count) : 1;
        var draws = new double[(rows + together - 1) / together];
        stream.Uniform(draws);
        for (int k = 0; k < draws.Length; k++)
        {
            int at = k * together, length = Math.Min(together, rows - at);
            long place = (long)(draws[k] * (Count - length + 1));
            while (length > 0)
            {
                int block = Array.BinarySearch(_starts, place) is var found && found >= 0 ? found : ~found - 1;
                // An empty block begins where the next one does.
                while (_starts[block + 1] == place)
                {
                    block++;
                }
                int row = (int)(place - _starts[block]), here = Math.Min(length, RowsOf(block) - row);
                Copy(block, row, here, into, at);
                (place, at, length) = (place + here, at + here, length - here);
            }
        }
        Finish(into, rows);
    }

    public override IEnumerable<long> Numbers()
    {
        for (int b = 0; b < BlockCount; b++)
        {
            for (int row = 0; row < RowsOf(b); row++)
            {
                yield return _columns.NumberOf(b, row);
            }
        }
    }

    public override unsafe (int[] Goods, double[] LogValuations, double Budget) Row(long buyer)
    {
        int block = (int)(buyer / BlockTree.BlockSize) - FirstBlock;
        var row = _columns.Open(block, _columns.RowOf(block, buyer), 1);
        List<int> goods = [];
        List<double> logs = [];
        for (int j = 0; j < Goods; j++)
        {
            double log = AsDouble(row.LogValuations[(long)j * row.Stride]);
            if (!double.IsNegativeInfinity(log))
            {
                goods.Add(j);
                logs.Add(log);
            }
        }
        double budget = row.Budgets[0];
        Keep();
        return ([.. goods], [.. logs], budget);
    }

    protected override void Dispose(bool disposing)
    {
        _columns.Dispose();
        _single?.Dispose();
        _double?.Dispose();
    }

    /// <summary>Rows of one block to a place in a chunk.</summary>
    private unsafe void Copy(int block, int from, int rows, BuyerChunk into, int at)
    {
        var view = _columns.Open(block, from, rows);
        for (int j = 0; j < Goods; j++)
        {
            T* column = view.LogValuations + (long)j * view.Stride;
            var to = into.LogValuations.AsSpan(j * into.Stride + at, rows);
            for (int i = 0; i < rows; i++)
            {
                to[i] = AsDouble(column[i]);
            }
        }
        new Span<double>(view.Budgets, rows).CopyTo(into.Budgets.AsSpan(at));
        for (int i = 0; i < rows; i++)
        {
            into.Numbers[at + i] = _columns.NumberOf(block, from + i);
        }
        Keep();
    }

    /// <summary>Contexts of the rows that are there, and padding behind them.</summary>
    private void Finish(BuyerChunk chunk, int rows)
    {
        chunk.Rows = rows;
        for (int j = 0; j < Goods; j++)
        {
            chunk.LogValuations.AsSpan(j * chunk.Stride + rows, chunk.Stride - rows).Clear();
        }
        chunk.Budgets.AsSpan(rows).Clear();
        chunk.Numbers.AsSpan(rows).Clear();
        if (chunk.Contexts.Length == 0)
        {
            return;
        }
        // Consecutive buyers are asked for at once.
        int d = ContextDimension;
        for (int from = 0, end; from < rows; from = end)
        {
            for (end = from + 1; end < rows && chunk.Numbers[end] == chunk.Numbers[end - 1] + 1;)
            {
                end++;
            }
            _source.FillContexts(chunk.Numbers[from], end - from, chunk.Contexts.AsSpan(from * d, (end - from) * d));
        }
        chunk.Contexts.AsSpan(rows * d).Clear();
    }

    // Kernels know the memory by its address alone: it must not be freed under them where nobody else holds these
    // buyers.
    private void Keep() => GC.KeepAlive(this);

    private static long CountOf(int firstBlock, int blockCount, long marketBuyers) => Math.Clamp(
        marketBuyers - (long)firstBlock * BlockTree.BlockSize, 0, (long)blockCount * BlockTree.BlockSize);

    private static double AsDouble(T x) => typeof(T) == typeof(float) ? (float)(object)x : (double)(object)x;
}
