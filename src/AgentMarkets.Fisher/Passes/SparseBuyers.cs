using System.Runtime.CompilerServices;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Buyers who value few of the goods: the cost of everything goes with the valuations that are there. Always
/// 64-bit.</summary>
internal sealed class SparseBuyers : Buyers
{
    private readonly SparseRows _all;
    private readonly SparseDemand _demand;

    // The numbers of the buyers that are here, and where each block begins among them.
    private readonly int[] _numbers;
    private readonly int[] _blocks;

    // As long as the longest row.
    private readonly double[] _shares, _units, _logUnits, _scratch;

    /// <summary>All buyers of some blocks.</summary>
    public SparseBuyers(SparseRows all, int firstBlock, int blockCount)
        : this(all, firstBlock, blockCount, Everyone(all, firstBlock, blockCount))
    {
    }

    private SparseBuyers(SparseRows all, int firstBlock, int blockCount, int[] numbers)
        : base(firstBlock, blockCount, all.BuyerCount, all.Goods)
    {
        _all = all;
        _numbers = numbers;
        _blocks = new int[blockCount + 1];
        for (int block = 0, i = 0; block <= blockCount; block++)
        {
            while (i < numbers.Length && numbers[i] < First + (long)block * BlockTree.BlockSize)
            {
                i++;
            }
            _blocks[block] = i;
        }
        int longest = all.Longest();
        _demand = new SparseDemand(longest);
        _shares = new double[longest];
        _units = new double[longest];
        _logUnits = new double[longest];
        _scratch = new double[longest];
    }

    public override long Count => _numbers.Length;

    public override bool IsSparse => true;

    public override int ContextDimension => 0;

    public override int RowsOf(int block) => _blocks[block + 1] - _blocks[block];

    public override void AddBudgets(BlockTree to)
    {
        for (int block = 0; block < BlockCount; block++)
        {
            double sum = 0;
            foreach (int buyer in InBlock(block))
            {
                sum += _all.Budgets[buyer];
            }
            to.Add(FirstBlock + block, [sum]);
        }
    }

    public override void Spend(SpendingPass pass, BlockTree to)
    {
        for (int block = 0; block < BlockCount; block++)
        {
            var sums = new double[pass.Length];
            foreach (int buyer in InBlock(block)[..Math.Min(RowsOf(block), pass.RowsPerBlock)])
            {
                Spend(_all.Of(buyer), pass, sums);
            }
            to.Add(FirstBlock + block, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spend(SparseRow row, SpendingPass pass, double[] sums)
    {
        int m = Goods;
        var shares = _shares.AsSpan(0, row.Length);
        sums[m] += row.Budget * _demand.Shares(row, pass.S, pass.Demand, shares);
        sums[m + 1] += row.Budget;
        for (int e = 0; e < row.Length; e++)
        {
            double spent = row.Budget * shares[e];
            int j = row.Goods[e];
            sums[j] += spent;
            if (pass.Second)
            {
                // Goods ascend within a row, so l <= j: row j of the packed triangle.
                var triangle = sums.AsSpan(m + 2 + (int)((long)j * (j + 1) / 2), j + 1);
                for (int f = 0; f <= e; f++)
                {
                    triangle[row.Goods[f]] += spent * shares[f];
                }
            }
        }
    }

    public override void Measure(GapPass pass, BlockTree to, RegretList worst)
    {
        double[] logScale = Array.ConvertAll(pass.Scale, Math.Log);
        double[] logPrices = Array.ConvertAll(pass.Prices ?? [], Math.Log);
        for (int block = 0; block < BlockCount; block++)
        {
            var sums = new double[pass.Length];
            foreach (int buyer in InBlock(block))
            {
                Buy(buyer, pass, logScale, sums);
                if (pass.Prices is { } prices && Value(buyer, pass, prices, logPrices, sums) is var regret
                    && regret >= worst.Threshold)
                {
                    worst.Add(buyer, regret);
                }
            }
            to.Add(FirstBlock + block, sums);
        }
    }

    /// <summary>log x_ij and x_ij of one buyer; adds to sum x and sum B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Buy(int buyer, GapPass pass, double[] logScale, double[] sums)
    {
        var row = _all.Of(buyer);
        var logUnits = _logUnits.AsSpan(0, row.Length);
        _demand.LogUnits(buyer, row, pass.S, pass.Demand, pass.Splits, logUnits, _scratch);
        for (int e = 0; e < row.Length; e++)
        {
            logUnits[e] += logScale[row.Goods[e]];
        }
        _demand.Exp(logUnits, _units);
        for (int e = 0; e < row.Length; e++)
        {
            sums[row.Goods[e]] += _units[e];
        }
        sums[Goods] += row.Budget;
    }

    /// <summary>What it makes of it.</summary>
    /// <returns>delta_i / B_i.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Value(int buyer, GapPass pass, double[] prices, double[] logPrices, double[] sums)
    {
        var row = _all.Of(buyer);
        double cost = 0, budget = row.Budget;
        for (int e = 0; e < row.Length; e++)
        {
            cost += _units[e] * prices[row.Goods[e]];
        }
        double logUtility = _demand.LogUtility(row, _logUnits.AsSpan(0, row.Length), pass.Utility, _scratch);
        double best = Math.Log(budget) + _demand.FixedPrice(row, logPrices, pass.Utility, _scratch);
        double delta = budget * (best - logUtility) + cost - budget;
        var rest = sums.AsSpan(Goods + 1);
        rest[0] += delta;
        rest[1] += budget * logUtility;
        rest[2] += budget * best;
        rest[3] += budget * Math.Exp(logUtility);
        return delta / budget;
    }

    public override Buyers Undecided(ReadOnlySpan<double> s, double lead, BlockTree decided)
    {
        List<int> undecided = [];
        for (int block = 0; block < BlockCount; block++)
        {
            var sums = new double[Goods];
            foreach (int buyer in InBlock(block))
            {
                var row = _all.Of(buyer);
                int best = SparseDemand.Best(row, s, out double ahead);
                if (ahead > lead)
                {
                    sums[row.Goods[best]] += row.Budget;
                }
                else
                {
                    undecided.Add(buyer);
                }
            }
            decided.Add(FirstBlock + block, sums);
        }
        return new SparseBuyers(_all, FirstBlock, BlockCount, [.. undecided]);
    }

    public override IEnumerable<long> Numbers() => _numbers.Select(number => (long)number);

    public override void Load(long first, int rows, BuyerChunk into)
    {
        int block = (int)(first / BlockTree.BlockSize) - FirstBlock;
        Unpack(InBlock(block).Slice((int)(first % BlockTree.BlockSize), rows), into);
    }

    public override void Sample(RandomStream stream, int rows, BuyerChunk into)
    {
        Span<double> draws = rows <= 1024 ? stackalloc double[rows] : new double[rows];
        stream.Uniform(draws);
        var drawn = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            drawn[r] = _numbers[(int)(draws[r] * _numbers.Length)];
        }
        Unpack(drawn, into);
    }

    public override (int[] Goods, double[] LogValuations, double Budget) Row(long buyer)
    {
        var row = _all.Of((int)buyer);
        return (row.Goods.ToArray(), row.LogValuations.ToArray(), row.Budget);
    }

    private void Unpack(ReadOnlySpan<int> buyers, BuyerChunk into)
    {
        into.Rows = buyers.Length;
        into.LogValuations.AsSpan().Clear();
        into.Budgets.AsSpan(buyers.Length).Clear();
        for (int j = 0; j < Goods; j++)
        {
            into.LogValuations.AsSpan(j * into.Stride, buyers.Length).Fill(double.NegativeInfinity);
        }
        for (int r = 0; r < buyers.Length; r++)
        {
            var row = _all.Of(buyers[r]);
            for (int e = 0; e < row.Length; e++)
            {
                into.LogValuations[row.Goods[e] * into.Stride + r] = row.LogValuations[e];
            }
            into.Budgets[r] = row.Budget;
            into.Numbers[r] = buyers[r];
        }
    }

    private ReadOnlySpan<int> InBlock(int block) => _numbers.AsSpan(_blocks[block], RowsOf(block));

    private static int[] Everyone(SparseRows all, int firstBlock, int blockCount)
    {
        int first = Math.Min(firstBlock * BlockTree.BlockSize, all.BuyerCount);
        var numbers = new int[Math.Min(blockCount * BlockTree.BlockSize, all.BuyerCount - first)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = first + i;
        }
        return numbers;
    }
}
