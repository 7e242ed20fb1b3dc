using System.Runtime.InteropServices;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Metrics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.FreeAllocation;

/// <summary>A shard's parameters, and how it answers with the sums of what they allocate.</summary>
internal sealed class FreeBuying : IBuying
{
    /// <summary>The sums of the first allocation.</summary>
    public const string Begin = "begin";

    /// <summary>One step of descent at given marginal costs, [m], and the sums after it.</summary>
    public const string Step = "step";

    private const int Rows = 256;

    private readonly Buyers _buyers;
    private readonly FreeBlock[] _blocks;
    private readonly FreeStep _step;
    private readonly Measuring _measuring;

    /// <param name="rate">Of a buyer's own parameters: the step size over n.</param>
    public FreeBuying(SolvedMarket market, Buyers buyers, float rate, float momentum)
    {
        var form = market.Utility.ClosedForm!.Value;
        double alpha = form.IsLinear ? 1 : form.IsCobbDouglas ? 0 : form.K / (1 + form.K);
        _buyers = buyers;
        _step = new FreeStep(buyers.Goods, (float)alpha, rate, momentum);
        _measuring = new Measuring(market, buyers, this);
        double[] head = [.. market.Market.Supply.Select(y => Math.Log(y / market.Market.BuyerCount))];
        _blocks = new FreeBlock[buyers.BlockCount];
        var chunk = new BuyerChunk(Rows, buyers.Goods, buyers.ContextDimension);
        for (int b = 0; b < _blocks.Length; b++)
        {
            _blocks[b] = new FreeBlock(buyers.RowsOf(b), buyers.Goods, momentum > 0);
            for (int row = 0; row < _blocks[b].Rows; row += Rows)
            {
                buyers.Load(buyers.First + (long)b * BlockTree.BlockSize + row,
                    Math.Min(Rows, _blocks[b].Rows - row), chunk);
                _blocks[b].Take(chunk, row, head, form.IsCobbDouglas ? null : alpha);
            }
        }
    }

    public Answer Answer(Question signal)
    {
        if (signal.Want == Measuring.Gap)
        {
            return _measuring.Answer(signal);
        }
        float[]? costs = signal.Want == Step ? Array.ConvertAll(signal.Numbers, c => (float)c) : null;
        var tree = new BlockTree();
        for (int b = 0; b < _blocks.Length; b++)
        {
            tree.Add(_buyers.FirstBlock + b, _step.Run(_blocks[b], costs));
        }
        return new Answer(tree.Sums, []);
    }

    /// <param name="announced">Units a head, Y_j / n, [m].</param>
    public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x)
    {
        x.Clear();
        for (int i = 0; i < buyers.Rows; i++)
        {
            var (block, row) = Math.DivRem(buyers.Numbers[i] - _buyers.First, BlockTree.BlockSize);
            for (int j = 0; j < buyers.Goods; j++)
            {
                if (_blocks[block].IsWanted((int)row, j))
                {
                    x[j * buyers.Stride + i] = announced[j] * FreeStep.Amount(_blocks[block].Theta((int)row, j));
                }
            }
        }
    }

    public IReadOnlyList<(string Name, byte[] Bytes)> Save() => _step.HasMomentum
        ? [("theta", Bytes(block => block.Parameters)), ("speed", Bytes(block => block.Speed))]
        : [("theta", Bytes(block => block.Parameters))];

    public void Load(IReadOnlyList<(string Name, byte[] Bytes)> state)
    {
        int at = 0;
        foreach (var block in _blocks)
        {
            int length = block.Parameters.Length * sizeof(float);
            for (int k = 0; k < state.Count; k++)
            {
                state[k].Bytes.AsSpan(at, length).CopyTo(
                    MemoryMarshal.AsBytes((k == 0 ? block.Parameters : block.Speed).AsSpan()));
            }
            at += length;
        }
    }

    private byte[] Bytes(Func<FreeBlock, float[]> numbers)
    {
        var bytes = new byte[_blocks.Sum(block => block.Parameters.Length) * sizeof(float)];
        int at = 0;
        foreach (var block in _blocks)
        {
            var from = MemoryMarshal.AsBytes(numbers(block).AsSpan());
            from.CopyTo(bytes.AsSpan(at));
            at += from.Length;
        }
        return bytes;
    }
}

/// <summary>The parameters of one block, and what its buyers want, in tiles of sixteen buyers: good j of buyer i is at
/// (i / 16 m + j) 16 + i % 16, so that a step reads memory once, in order.</summary>
internal sealed class FreeBlock(int rows, int goods, bool hasMomentum)
{
    private const int Lanes = VectorMath.Lanes;

    public int Rows { get; } = rows;

    public int Tiles { get; } = (rows + Lanes - 1) / Lanes;

    /// <summary>theta_ij.</summary>
    public float[] Parameters { get; } = new float[(rows + Lanes - 1) / Lanes * Lanes * goods];

    /// <summary>The last step of each, before the rate; empty without momentum.</summary>
    public float[] Speed { get; } = new float[hasMomentum ? (rows + Lanes - 1) / Lanes * Lanes * goods : 0];

    /// <summary>alpha log v_ij, of Cobb-Douglas buyers log v_ij; minus infinity where there is no buyer or no use for
    /// the good.</summary>
    public float[] Wants { get; } = Unwanted((rows + Lanes - 1) / Lanes * Lanes * goods);

    public float[] Budgets { get; } = new float[(rows + Lanes - 1) / Lanes * Lanes];

    public float Theta(int row, int good) => Parameters[At(row, good)];

    public bool IsWanted(int row, int good) => Wants[At(row, good)] > float.NegativeInfinity;

    /// <param name="from">The row of the chunk's first buyer.</param>
    /// <param name="head">log of the units that are 1 here, [m].</param>
    /// <param name="alpha">Nothing for Cobb-Douglas, to which units do not matter.</param>
    public void Take(BuyerChunk chunk, int from, double[] head, double? alpha)
    {
        for (int i = 0; i < chunk.Rows; i++)
        {
            Budgets[from + i] = (float)chunk.Budgets[i];
            for (int j = 0; j < head.Length; j++)
            {
                double log = chunk.LogValuations[j * chunk.Stride + i];
                if (!double.IsNegativeInfinity(log))
                {
                    Wants[At(from + i, j)] = (float)(alpha is { } a ? a * (log + head[j]) : log);
                }
            }
        }
    }

    private int At(int row, int good) => (row / Lanes * goods + good) * Lanes + row % Lanes;

    private static float[] Unwanted(int count)
    {
        var wants = new float[count];
        Array.Fill(wants, float.NegativeInfinity);
        return wants;
    }
}
