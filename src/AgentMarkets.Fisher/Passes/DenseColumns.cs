namespace AgentMarkets.Fisher.Passes;

/// <summary>Rows of one block where a kernel may read them: buyer i and good j at j * Stride + i.</summary>
/// <remarks>Columns may be read up to a multiple of 16 rows; what stands there is finite.</remarks>
internal readonly unsafe struct DenseRows<T>(T* logValuations, double* budgets, int rows, int stride)
    where T : unmanaged
{
    public T* LogValuations { get; } = logValuations;

    public double* Budgets { get; } = budgets;

    public int Rows { get; } = rows;

    public int Stride { get; } = stride;

    /// <summary>Rows that a kernel reads: a multiple of 16.</summary>
    public static int Padded(int rows) => (rows + 15) / 16 * 16;

    /// <summary>Numbers from one column to the next. Not a power of two: a row of all columns would meet in one set of
    /// the cache, and push itself out.</summary>
    public static int StrideOf(int rows) => Padded(rows) % 256 == 0 ? Padded(rows) + 16 : Padded(rows);
}

/// <summary>Where the columns of dense blocks come from; blocks are numbered from 0 here.</summary>
internal abstract unsafe class DenseColumns<T> : IDisposable
    where T : unmanaged
{
    public abstract int RowsOf(int block);

    /// <summary>Some rows of a block, the first of them a multiple of 16 where a kernel will read them. They stand
    /// until the next call.</summary>
    public abstract DenseRows<T> Open(int block, int from, int rows);

    /// <summary>Where the first column of a block will be read from, for a processor that fetches it early: a hint, of
    /// any block, which may be wrong.</summary>
    public abstract T* Ahead(int block);

    /// <summary>B_i of a whole block.</summary>
    public abstract void ReadBudgets(int block, Span<double> to);

    /// <summary>The number of a buyer within the market.</summary>
    public abstract long NumberOf(int block, int row);

    /// <summary>The row of a buyer by its number within the market; negative where it is not here.</summary>
    public abstract int RowOf(int block, long number);

    public abstract void Dispose();
}

/// <summary>Columns made anew at every call: nothing of the size of the buyers is kept, budgets neither.</summary>
internal sealed unsafe class FreshColumns<T>(IBuyerSource<T> source, int firstBlock, long count) : DenseColumns<T>
    where T : unmanaged
{
    private readonly DenseMemory<T> _logValuations =
        new((long)source.Goods * DenseRows<T>.StrideOf(BlockTree.BlockSize));
    private readonly DenseMemory<double> _budgets = new(BlockTree.BlockSize);

    public override int RowsOf(int block) =>
        (int)Math.Clamp(count - (long)block * BlockTree.BlockSize, 0, BlockTree.BlockSize);

    public override DenseRows<T> Open(int block, int from, int rows)
    {
        int stride = DenseRows<T>.StrideOf(rows);
        var columns = _logValuations.Of(0, source.Goods * stride);
        source.Fill(NumberOf(block, from), rows, stride, columns, _budgets.Of(0, rows));
        Pad(columns, source.Goods, rows, stride);
        return new DenseRows<T>(_logValuations.Start, _budgets.Start, rows, stride);
    }

    public override T* Ahead(int block) => _logValuations.Start;

    public override void ReadBudgets(int block, Span<double> to) =>
        source.FillBudgets(NumberOf(block, 0), RowsOf(block), to);

    public override long NumberOf(int block, int row) => (long)(firstBlock + block) * BlockTree.BlockSize + row;

    public override int RowOf(int block, long number) => (int)(number - NumberOf(block, 0));

    public override void Dispose()
    {
        _logValuations.Dispose();
        _budgets.Dispose();
    }

    /// <summary>Log valuation 0 in the rows beyond the last buyer.</summary>
    internal static void Pad(Span<T> columns, int goods, int rows, int stride)
    {
        for (int j = 0; j < goods; j++)
        {
            columns[(j * stride + rows)..((j + 1) * stride)].Clear();
        }
    }
}

/// <summary>Columns in memory, block by block; all buyers of a block, or some of them in their order.</summary>
internal sealed unsafe class StoredColumns<T> : DenseColumns<T>
    where T : unmanaged
{
    private readonly List<DenseMemory<T>> _logValuations = [];
    private readonly List<DenseMemory<double>> _budgets = [];
    private readonly List<long[]?> _numbers = [];
    private readonly List<int> _rows = [];
    private readonly int _firstBlock;
    private readonly int _goods;

    private StoredColumns(int firstBlock, int goods) => (_firstBlock, _goods) = (firstBlock, goods);

    /// <summary>All that a source makes.</summary>
    public static StoredColumns<T> Of(IBuyerSource<T> source, int firstBlock, int blockCount, long count)
    {
        var stored = new StoredColumns<T>(firstBlock, source.Goods);
        for (int b = 0; b < blockCount; b++)
        {
            int rows = (int)Math.Clamp(count - (long)b * BlockTree.BlockSize, 0, BlockTree.BlockSize);
            int stride = DenseRows<T>.StrideOf(rows);
            var columns = stored.Add(rows, null).Of(0, source.Goods * stride);
            source.Fill(stored.NumberOf(b, 0), rows, stride, columns, stored._budgets[b].Of(0, rows));
        }
        return stored;
    }

    /// <summary>Nothing yet: blocks are added from the first on.</summary>
    public static StoredColumns<T> Empty(int firstBlock, int goods) => new(firstBlock, goods);

    /// <summary>Adds the buyers at some rows of the next block of other columns.</summary>
    public void AddSome(DenseRows<T> all, ReadOnlySpan<int> rows, long[] numbers)
    {
        int stride = DenseRows<T>.StrideOf(rows.Length);
        T* columns = Add(rows.Length, numbers).Start;
        for (int k = 0; k < rows.Length; k++)
        {
            _budgets[^1].Start[k] = all.Budgets[rows[k]];
            for (int j = 0; j < _goods; j++)
            {
                columns[j * stride + k] = all.LogValuations[j * all.Stride + rows[k]];
            }
        }
    }

    public override int RowsOf(int block) => _rows[block];

    public override DenseRows<T> Open(int block, int from, int rows) =>
        new(_logValuations[block].Start + from, _budgets[block].Start + from, rows,
            DenseRows<T>.StrideOf(_rows[block]));

    public override T* Ahead(int block) => _logValuations[Math.Min(block, _logValuations.Count - 1)].Start;

    public override void ReadBudgets(int block, Span<double> to) =>
        _budgets[block].Of(0, _rows[block]).CopyTo(to);

    public override long NumberOf(int block, int row) =>
        _numbers[block] is { } numbers ? numbers[row] : (long)(_firstBlock + block) * BlockTree.BlockSize + row;

    public override int RowOf(int block, long number) => _numbers[block] is { } numbers
        ? Array.BinarySearch(numbers, number) : (int)(number - NumberOf(block, 0));

    public override void Dispose()
    {
        _logValuations.ForEach(memory => memory.Dispose());
        _budgets.ForEach(memory => memory.Dispose());
    }

    private DenseMemory<T> Add(int rows, long[]? numbers)
    {
        int stride = DenseRows<T>.StrideOf(rows);
        var columns = new DenseMemory<T>((long)_goods * stride);
        FreshColumns<T>.Pad(columns.Of(0, _goods * stride), _goods, rows, stride);
        _logValuations.Add(columns);
        _budgets.Add(new DenseMemory<double>(rows));
        _numbers.Add(numbers);
        _rows.Add(rows);
        return columns;
    }
}
