using AgentMarkets.Core.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Dense buyers whose spending pass is made of tensor operations, for a GPU: everything else stays with the
/// kernels.</summary>
/// <remarks>
/// The numbers are those of the kernels but for rounding. On a GPU the sums of a block may depend on how many blocks a
/// shard holds, so the same shards give the same bits, but another number of shards need not.
/// </remarks>
public sealed class TensorBuyers : Buyers
{
    // Many blocks an operation: a GPU takes as long to start one as to do a few million numbers.
    private const int NumbersTogether = 1 << 23;

    private readonly Buyers _inner;
    private readonly List<(Tensor LogValuations, Tensor Budgets)> _groups = [];

    /// <param name="inner">What is copied to the device; disposed of with this.</param>
    /// <param name="type">What log valuations are stored in on the device: 32-bit ones are widened in a pass.</param>
    public TensorBuyers(Buyers inner, ScalarType type, Device device)
        : base(inner.FirstBlock, inner.BlockCount, inner.First + (long)inner.BlockCount * BlockTree.BlockSize,
            inner.Goods)
    {
        _inner = inner;
        int together = Math.Max(1, NumbersTogether / (Goods * BlockTree.BlockSize));
        using var guard = no_grad();
        for (int first = 0; first < BlockCount; first += together)
        {
            _groups.Add(Copy(first, Math.Min(together, BlockCount - first), type, device));
        }
    }

    public override long Count => _inner.Count;

    public override bool IsSparse => false;

    public override int ContextDimension => _inner.ContextDimension;

    /// <summary>The buyers as a device goes over them best: on the CPU as they are, on a GPU through tensors.</summary>
    public static Buyers On(Device device, Buyers buyers) => device.type == DeviceType.CPU || buyers.IsSparse
        ? buyers
        : new TensorBuyers(buyers, buyers is DenseBuyers<float> ? ScalarType.Float32 : ScalarType.Float64, device);

    public override int RowsOf(int block) => _inner.RowsOf(block);

    public override void AddBudgets(BlockTree to) => _inner.AddBudgets(to);

    public override void Spend(SpendingPass pass, BlockTree to)
    {
        using var guard = no_grad();
        int block = FirstBlock, m = Goods;
        foreach (var (logValuations, budgets) in _groups)
        {
            using var scope = NewDisposeScope();
            long rows = Math.Min(pass.RowsPerBlock, BlockTree.BlockSize);
            var type = pass.Precision == Precision.Single ? ScalarType.Float32 : ScalarType.Float64;
            double[] sums = Numbers(Sums(pass, logValuations.narrow(2, 0, rows).to(type), budgets.narrow(2, 0, rows)));
            for (int at = 0; at < sums.Length; at += sums.Length / (int)logValuations.shape[0])
            {
                var numbers = new double[pass.Length];
                sums.AsSpan(at, m + 2).CopyTo(numbers);
                for (int j = 0; j < m && pass.Second; j++)
                {
                    // Row j of S up to the diagonal.
                    sums.AsSpan(at + m + 2 + j * m, j + 1).CopyTo(numbers.AsSpan(m + 2 + j * (j + 1) / 2));
                }
                to.Add(block++, numbers);
            }
        }
    }

    public override void Measure(GapPass pass, BlockTree to, RegretList worst) => _inner.Measure(pass, to, worst);

    public override Buyers Undecided(ReadOnlySpan<double> s, double lead, BlockTree decided) =>
        _inner.Undecided(s, lead, decided);

    public override void Load(long first, int rows, BuyerChunk into) => _inner.Load(first, rows, into);

    public override void Sample(RandomStream stream, int rows, BuyerChunk into) => _inner.Sample(stream, rows, into);

    public override IEnumerable<long> Numbers() => _inner.Numbers();

    public override (int[] Goods, double[] LogValuations, double Budget) Row(long buyer) => _inner.Row(buyer);

    protected override void Dispose(bool disposing)
    {
        foreach (var (logValuations, budgets) in _groups)
        {
            logValuations.Dispose();
            budgets.Dispose();
        }
        _inner.Dispose();
    }

    /// <summary>D, G, sum B and, where wanted, S of every block: [blocks, numbers], 64-bit.</summary>
    /// <param name="l">L_ij, [blocks, m, rows].</param>
    /// <param name="b">B_i, [blocks, 1, rows], 64-bit.</param>
    private Tensor Sums(SpendingPass pass, Tensor l, Tensor b)
    {
        var s = tensor(pass.S, [1L, Goods, 1L], l.dtype, l.device);
        double k = pass.Demand.IsCobbDouglas ? 1 : pass.Demand.K;
        // e_ij and z_i as in the kernel: what k multiplies is 0 for the best good, and nobody subtracts infinities.
        var absent = l.eq(double.NegativeInfinity);
        var a = ((pass.Demand.IsCobbDouglas ? l : l - s) * Math.Sign(k))
            .masked_fill(absent, double.NegativeInfinity);
        var top = a.amax([1L], true);
        var t = (a - top) * Math.Abs(k);
        var e = t.exp();
        var z = e.sum(1, true);
        var w = e / z;
        var value = pass.Demand.IsCobbDouglas
            ? (w * (t - s).masked_fill(absent, 0)).sum(1, true) - z.log()
            : top * Math.Sign(k) + z.log() / k;
        var spent = w * b.to(l.dtype);
        List<Tensor> sums =
        [
            spent.sum(2, false, ScalarType.Float64), (value * b).sum(2, false, ScalarType.Float64), b.sum(2),
        ];
        if (pass.Second)
        {
            sums.Add(spent.matmul(w.mT).reshape(l.shape[0], (long)Goods * Goods).to(ScalarType.Float64));
        }
        return cat(sums, 1);
    }

    private (Tensor LogValuations, Tensor Budgets) Copy(int first, int blocks, ScalarType type, Device device)
    {
        var chunk = new BuyerChunk(BlockTree.BlockSize, Goods, 0);
        var logValuations = new double[(long)blocks * Goods * BlockTree.BlockSize];
        var budgets = new double[(long)blocks * BlockTree.BlockSize];
        for (int b = 0; b < blocks; b++)
        {
            Load((long)(FirstBlock + first + b) * BlockTree.BlockSize, RowsOf(first + b), chunk);
            chunk.LogValuations.CopyTo(logValuations.AsSpan(b * Goods * BlockTree.BlockSize));
            chunk.Budgets.CopyTo(budgets.AsSpan(b * BlockTree.BlockSize));
        }
        long[] shape = [blocks, Goods, BlockTree.BlockSize];
        return (tensor(logValuations, shape, type, device).DetachFromDisposeScope(),
            tensor(budgets, [blocks, 1L, BlockTree.BlockSize], ScalarType.Float64, device).DetachFromDisposeScope());
    }

    private static double[] Numbers(Tensor tensor)
    {
        using var onCpu = tensor.cpu();
        return onCpu.data<double>().ToArray();
    }
}
