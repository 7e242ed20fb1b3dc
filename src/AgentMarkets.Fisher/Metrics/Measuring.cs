using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>How a shard answers what every solver's answer is judged by: the sum of budgets, the sums of the
/// allocation, the parts of the Nash gap, and the allocation itself.</summary>
/// <remarks>docs/fisher.md, 6. Closed-form demand is measured in fused passes, anything else a chunk of buyers at a
/// time.</remarks>
internal sealed class Measuring(SolvedMarket market, Buyers buyers, IBuying buying)
{
    public const string Budgets = "budgets", Sums = "sums", Gap = "gap", List = "list";

    private const int ChunkRows = 256;

    private readonly int _goods = buyers.Goods;
    private BuyerChunk? _chunk;
    private double[] _allocation = [], _logUtility = [], _logFixedPrice = [];

    public Answer Answer(Question question)
    {
        double[] numbers = question.Numbers;
        var tree = new BlockTree();
        switch (question.Want)
        {
            case Budgets:
                buyers.AddBudgets(tree);
                return new Answer(tree.Sums, []);
            case Sums:
                double[] ones = [.. Enumerable.Repeat(1.0, _goods)];
                Measure((int)numbers[0], ones, null, numbers[1..], tree, new RegretList());
                return new Answer(tree.Sums, []);
            case Gap:
                var worst = new RegretList();
                Measure((int)numbers[0], numbers[1..(_goods + 1)], numbers[(_goods + 1)..(2 * _goods + 1)],
                    numbers[(2 * _goods + 1)..], tree, worst);
                return new Answer(tree.Sums, [.. worst.Worst.SelectMany(w => new[] { w.Buyer, w.Regret })]);
            default:
                return new Answer([], [.. Rows((int)numbers[0], (int)numbers[1], numbers[2..(_goods + 2)],
                    numbers[(_goods + 2)..(2 * _goods + 2)], numbers[(2 * _goods + 2)..])]);
        }
    }

    /// <param name="scale">[m]: what shards allocate times this are units of goods.</param>
    /// <param name="prices">pt, [m]; nothing where only the sums of the allocation are wanted.</param>
    private void Measure(int rowsPerBlock, double[] scale, double[]? prices, double[] announced, BlockTree to,
        RegretList worst)
    {
        if (market.Utility.ClosedForm is { } utility && buying.Demand(announced) is { } demand)
        {
            buyers.Measure(new GapPass(demand.S, demand.Demand, utility, scale, prices, demand.Splits), to, worst);
            return;
        }
        _chunk ??= NewChunk();
        for (int block = 0; block < buyers.BlockCount; block++)
        {
            var sums = new double[_goods + 5];
            int rows = Math.Min(rowsPerBlock, buyers.RowsOf(block));
            for (int done = 0; done < rows; done += _chunk.Rows)
            {
                buyers.Load(buyers.First + (long)block * BlockTree.BlockSize + done,
                    Math.Min(ChunkRows, rows - done), _chunk);
                buying.Allocate(announced, _chunk, _allocation);
                AddChunk(_chunk, scale, prices, sums, worst);
            }
            to.Add(buyers.FirstBlock + block, sums);
        }
    }

    private BuyerChunk NewChunk()
    {
        var chunk = new BuyerChunk(ChunkRows, _goods, buyers.ContextDimension);
        _allocation = new double[chunk.Stride * _goods];
        _logUtility = new double[chunk.Stride];
        _logFixedPrice = new double[chunk.Stride];
        return chunk;
    }

    // delta_i = B_i (log ut_i(pt) - log u_i(x_i)) + <pt, x_i> - B_i  (docs/fisher.md, 6)
    private void AddChunk(BuyerChunk chunk, double[] scale, double[]? prices, double[] sums, RegretList worst)
    {
        for (int j = 0; j < _goods; j++)
        {
            var column = _allocation.AsSpan(j * chunk.Stride, chunk.Rows);
            foreach (ref double x in column)
            {
                x *= scale[j];
                sums[j] += x;
            }
        }
        for (int i = 0; i < chunk.Rows; i++)
        {
            sums[_goods] += chunk.Budgets[i];
        }
        if (prices is null)
        {
            return;
        }
        market.Utility.LogUtility(chunk, _allocation, _logUtility, []);
        market.Utility.LogFixedPrice(chunk, prices, _logFixedPrice);
        for (int i = 0; i < chunk.Rows; i++)
        {
            double cost = 0;
            for (int j = 0; j < _goods; j++)
            {
                cost += prices[j] * _allocation[j * chunk.Stride + i];
            }
            double budget = chunk.Budgets[i];
            double delta = budget * (_logFixedPrice[i] - _logUtility[i]) + cost - budget;
            sums[_goods + 1] += delta;
            sums[_goods + 2] += budget * _logUtility[i];
            sums[_goods + 3] += budget * _logFixedPrice[i];
            sums[_goods + 4] += budget * Math.Exp(_logUtility[i]);
            worst.Add(chunk.Numbers[i], delta / budget);
        }
    }

    /// <summary>Quadruples (buyer, good, amount, spending) of those blocks that are here.</summary>
    private IEnumerable<double> Rows(int firstBlock, int blockCount, double[] scale, double[] prices,
        double[] announced)
    {
        int from = Math.Max(firstBlock, buyers.FirstBlock);
        int end = Math.Min(firstBlock + blockCount, buyers.FirstBlock + buyers.BlockCount);
        long last = buyers.First + buyers.Count;
        var demand = market.Utility.ClosedForm is null ? null : buying.Demand(announced);
        _chunk ??= NewChunk();
        for (long first = (long)from * BlockTree.BlockSize; first < Math.Min(last, (long)end * BlockTree.BlockSize);
            first += ChunkRows)
        {
            int rows = (int)Math.Min(ChunkRows, last - first);
            if (demand is not null)
            {
                for (long buyer = first; buyer < first + rows; buyer++)
                {
                    foreach (double number in Row(buyer, demand, scale, prices))
                    {
                        yield return number;
                    }
                }
                continue;
            }
            buyers.Load(first, rows, _chunk);
            buying.Allocate(announced, _chunk, _allocation);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < _goods; j++)
                {
                    double amount = _allocation[j * _chunk.Stride + i] * scale[j];
                    if (amount > 0)
                    {
                        yield return _chunk.Numbers[i];
                        yield return j;
                        yield return amount;
                        yield return amount * prices[j];
                    }
                }
            }
        }
    }

    private IEnumerable<double> Row(long buyer, AnnouncedDemand demand, double[] scale, double[] prices)
    {
        var (goods, logValuations, budget) = buyers.Row(buyer);
        double[] amounts = ClosedFormBundle.Of(buyer, goods, logValuations, budget, demand);
        for (int e = 0; e < goods.Length; e++)
        {
            if (amounts[e] > 0)
            {
                double amount = amounts[e] * scale[goods[e]];
                yield return buyer;
                yield return goods[e];
                yield return amount;
                yield return amount * prices[goods[e]];
            }
        }
    }
}
