namespace AgentMarkets.Fisher;

/// <summary>The sum over an aligned run of blocks: those from Index 2^Level on, 2^Level of them.</summary>
public sealed record BlockSum(int Level, int Index, double[] Numbers)
{
    public int FirstBlock => Index << Level;
}

/// <summary>
/// Adds up blocks of 4,096 buyers in one order, whoever holds them: neighbours first, then neighbouring pairs, and so
/// on. A shard sends what it cannot add further; the rest is added where the other half is known. So the number of
/// shards does not enter a sum.
/// </summary>
/// <remarks>docs/fisher.md, 8. A block that is missing at the right end adds nothing: its neighbour goes up as it
/// is.</remarks>
public sealed class BlockTree
{
    /// <summary>Buyers a block.</summary>
    public const int BlockSize = 4096;

    // Ever smaller subtrees from left to right, as the digits of a binary counter.
    private readonly List<BlockSum> _open = [];

    /// <summary>What has been added and cannot be added further, in the order of blocks.</summary>
    public IReadOnlyList<BlockSum> Sums => _open;

    /// <summary>Blocks of a market.</summary>
    public static int BlocksOf(long buyers) => (int)((buyers + BlockSize - 1) / BlockSize);

    /// <summary>The blocks of shard <paramref name="shard"/> (from 1) of several: as even as whole blocks
    /// allow.</summary>
    public static (int First, int Count) BlocksOf(long buyers, int shard, int shards)
    {
        long blocks = BlocksOf(buyers);
        int first = (int)(blocks * (shard - 1) / shards);
        return (first, (int)(blocks * shard / shards) - first);
    }

    /// <summary>Adds the next block; its numbers now belong to the tree.</summary>
    public void Add(int block, double[] numbers) => Add(new BlockSum(0, block, numbers));

    /// <summary>Adds a subtree that comes after all before; its numbers now belong to the tree.</summary>
    /// <exception cref="ArgumentException">It comes before one that was added already.</exception>
    public void Add(BlockSum next)
    {
        if (_open.Count > 0 && next.FirstBlock < (_open[^1].Index + 1) << _open[^1].Level)
        {
            throw new ArgumentException($"Block {next.FirstBlock} comes after a later one.");
        }
        while (_open.Count > 0 && _open[^1] is var left && left.Level == next.Level && (left.Index ^ 1) == next.Index
            && (left.Index & 1) == 0)
        {
            _open.RemoveAt(_open.Count - 1);
            Into(left.Numbers, next.Numbers);
            next = new BlockSum(left.Level + 1, left.Index >> 1, left.Numbers);
        }
        _open.Add(next);
    }

    /// <summary>The sum of everything, or nothing where there was no block.</summary>
    public double[]? Total()
    {
        if (_open.Count == 0)
        {
            return null;
        }
        double[] total = (double[])_open[^1].Numbers.Clone();
        for (int i = _open.Count - 2; i >= 0; i--)
        {
            double[] left = (double[])_open[i].Numbers.Clone();
            Into(left, total);
            total = left;
        }
        return total;
    }

    private static void Into(double[] left, double[] right) =>
        System.Numerics.Tensors.TensorPrimitives.Add<double>(left, right, left);
}
