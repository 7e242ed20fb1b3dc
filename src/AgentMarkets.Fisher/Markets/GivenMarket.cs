using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Markets;

/// <summary>A market from a table, in 64 bits: kept dense where at least a quarter of the valuations are there, so
/// that a pass can be vectorised over buyers, and sparse otherwise.</summary>
public sealed class GivenMarket : IMarket
{
    private const double LeastDensity = 0.25;
    private const long MostDense = 1L << 28; // 2 GiB

    private readonly MarketTable _table;
    private readonly double[] _logValues;

    public GivenMarket(MarketTable table)
    {
        _table = table;
        _logValues = Array.ConvertAll(table.Values, Math.Log);
        long cells = BuyerCount * GoodCount;
        IsSparse = table.Values.Length < LeastDensity * cells || cells > MostDense;
    }

    /// <summary>Whether cost goes with the non-zeros.</summary>
    public bool IsSparse { get; }

    public long BuyerCount => _table.BuyerNames.Count;

    public int GoodCount => _table.GoodNames.Count;

    public double[] Supply => _table.Supply;

    public GoodContexts? Contexts => null;

    public IReadOnlyList<string> GoodNames => _table.GoodNames;

    public IReadOnlyList<string> UnwantedGoods => _table.UnwantedGoods;

    public string BuyerName(long buyer) => _table.BuyerNames[(int)buyer];

    public Buyers Open(int firstBlock, int blockCount) => IsSparse
        ? new SparseBuyers(Rows, firstBlock, blockCount)
        : new DenseBuyers<double>(new TableSource(_table, _logValues), firstBlock, blockCount, BuyerCount, true);

    /// <summary>The same valuations, by rows.</summary>
    internal SparseRows Rows => new(GoodCount, _table.Starts, _table.Goods, _logValues, _table.Budgets);
}
