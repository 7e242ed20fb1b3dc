using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.Fisher.Solvers.Response;

/// <summary>A bid for every buyer and good: b_ij &lt;- B_i w_ij with w_ij proportional to
/// b_ij^{1-r} (x_ij d log u_i/dx_ij)^r at x_ij = b_ij / p_j; r = 1 is Wu and Zhang's response.</summary>
/// <remarks>By Euler's theorem x_ij d log u_i/dx_ij sums to 1 over goods, but for rounding, which is taken out so that
/// budgets stay what they are.</remarks>
internal sealed class ResponseBuying : IBuying
{
    private const int Rows = 256;

    // No share falls to 0, from which it could not rise again: docs/fisher.md, 10.
    private const double LeastShare = 1e-12;

    private readonly IUtilityFunction _utility;
    private readonly Buyers _buyers;
    private readonly int _inner;
    private readonly double _response;

    // Of every 256 consecutive buyers, [m, 256] in columns.
    private readonly double[][] _bids;

    private readonly BuyerChunk _chunk;
    private readonly double[] _units, _gradient, _logUtility, _sum;

    public ResponseBuying(IUtilityFunction utility, Buyers buyers, int inner, double response)
    {
        (_utility, _buyers, _inner, _response) = (utility, buyers, inner, response);
        _chunk = new BuyerChunk(Rows, buyers.Goods, buyers.ContextDimension);
        _units = new double[buyers.Goods * Rows];
        _gradient = new double[buyers.Goods * Rows];
        (_logUtility, _sum) = (new double[Rows], new double[Rows]);
        _bids = new double[(buyers.Count + Rows - 1) / Rows][];
        for (int c = 0; c < _bids.Length; c++)
        {
            _bids[c] = Equal(Load(c));
        }
    }

    public Answer Answer(Question signal)
    {
        var tree = new BlockTree();
        const int ChunksPerBlock = BlockTree.BlockSize / Rows;
        for (int block = 0; block < _buyers.BlockCount; block++)
        {
            var sums = new double[_buyers.Goods];
            int end = Math.Min((block + 1) * ChunksPerBlock, _bids.Length);
            for (int c = block * ChunksPerBlock; c < end; c++)
            {
                var chunk = Load(c);
                for (int step = 0; step < _inner; step++)
                {
                    Respond(chunk, signal.Numbers, _bids[c]);
                }
                for (int j = 0; j < sums.Length; j++)
                {
                    sums[j] += Sum(_bids[c].AsSpan(j * Rows, Rows));
                }
            }
            tree.Add(_buyers.FirstBlock + block, sums);
        }
        return new Answer(tree.Sums, []);
    }

    public void Allocate(double[] announced, BuyerChunk buyers, Span<double> x)
    {
        x.Clear();
        for (int i = 0; i < buyers.Rows; i++)
        {
            var (chunk, row) = Math.DivRem(buyers.Numbers[i] - _buyers.First, Rows);
            for (int j = 0; j < buyers.Goods; j++)
            {
                x[j * buyers.Stride + i] = _bids[chunk][j * Rows + (int)row];
            }
        }
    }

    public IReadOnlyList<(string Name, byte[] Bytes)> Save()
    {
        var bytes = new byte[(long)_bids.Length * _units.Length * sizeof(double)];
        for (int c = 0; c < _bids.Length; c++)
        {
            MemoryMarshal.AsBytes(_bids[c].AsSpan()).CopyTo(bytes.AsSpan(c * _units.Length * sizeof(double)));
        }
        return [("bids", bytes)];
    }

    public void Load(IReadOnlyList<(string Name, byte[] Bytes)> state)
    {
        var bids = MemoryMarshal.Cast<byte, double>(state[0].Bytes);
        for (int c = 0; c < _bids.Length; c++)
        {
            bids.Slice(c * _units.Length, _units.Length).CopyTo(_bids[c]);
        }
    }

    private BuyerChunk Load(int chunk)
    {
        long first = (long)chunk * Rows;
        _buyers.Load(_buyers.First + first, (int)Math.Min(Rows, _buyers.Count - first), _chunk);
        return _chunk;
    }

    /// <summary>The same bid on every good that a buyer wants.</summary>
    private static double[] Equal(BuyerChunk chunk)
    {
        var bids = new double[chunk.Goods * Rows];
        for (int i = 0; i < chunk.Rows; i++)
        {
            int wanted = 0;
            for (int j = 0; j < chunk.Goods; j++)
            {
                wanted += chunk.LogValuations[j * Rows + i] > double.NegativeInfinity ? 1 : 0;
            }
            for (int j = 0; j < chunk.Goods; j++)
            {
                bids[j * Rows + i] = chunk.LogValuations[j * Rows + i] > double.NegativeInfinity
                    ? chunk.Budgets[i] / wanted : 0;
            }
        }
        return bids;
    }

    private void Respond(BuyerChunk chunk, double[] prices, double[] bids)
    {
        for (int j = 0; j < prices.Length; j++)
        {
            TensorPrimitives.Divide(bids.AsSpan(j * Rows, Rows), prices[j], _units.AsSpan(j * Rows, Rows));
        }
        _utility.LogUtility(chunk, _units, _logUtility, _gradient);
        // _gradient becomes the new shares, up to a factor for each buyer.
        TensorPrimitives.Multiply(_gradient, _units, _gradient);
        if (_response != 1)
        {
            Mix(bids, _gradient);
        }
        _sum.AsSpan().Clear();
        for (int j = 0; j < prices.Length; j++)
        {
            TensorPrimitives.Add(_sum, _gradient.AsSpan(j * Rows, Rows), _sum);
        }
        for (int j = 0; j < prices.Length; j++)
        {
            for (int i = 0; i < chunk.Rows; i++)
            {
                int at = j * Rows + i;
                bids[at] = bids[at] > 0 ? Math.Max(_gradient[at] / _sum[i], LeastShare) * chunk.Budgets[i] : 0;
            }
        }
    }

    // shares = bids^{1-r} shares^r.
    private void Mix(ReadOnlySpan<double> bids, Span<double> shares)
    {
        for (int at = 0; at < shares.Length; at += VectorMath.DoubleLanes)
        {
            var old = VectorMath.Log(Vector512.Create(bids[at..])) * (1 - _response);
            var full = VectorMath.Log(Vector512.Create(shares[at..])) * _response;
            VectorMath.Exp(old + full).CopyTo(shares[at..]);
        }
    }

    // Rows beyond the last buyer hold no bids.
    private static double Sum(ReadOnlySpan<double> column)
    {
        var sum = Vector512<double>.Zero;
        for (int i = 0; i < column.Length; i += VectorMath.DoubleLanes)
        {
            sum += Vector512.Create(column[i..]);
        }
        return VectorMath.Sum(sum);
    }
}
