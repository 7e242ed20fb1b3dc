using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Fisher.Passes;

/// <summary>The buyers of consecutive blocks of one market, as a shard holds them: stored or made anew whenever they
/// are asked for, dense or sparse.</summary>
/// <remarks>
/// Buyers are numbered from 0 through the whole market; block b holds buyers 4096 b to 4096 b + 4095. Every method
/// works on a block by itself and gives the same bits whichever blocks lie around it.
/// </remarks>
public abstract class Buyers(int firstBlock, int blockCount, long marketBuyers, int goods) : IDisposable
{
    public int FirstBlock { get; } = firstBlock;

    public int BlockCount { get; } = blockCount;

    /// <summary>m.</summary>
    public int Goods { get; } = goods;

    /// <summary>The number of the first buyer here.</summary>
    public long First => (long)FirstBlock * BlockTree.BlockSize;

    /// <summary>How many there are here.</summary>
    public virtual long Count { get; } = Math.Clamp(
        marketBuyers - (long)firstBlock * BlockTree.BlockSize, 0, (long)blockCount * BlockTree.BlockSize);

    /// <summary>Whether most valuations are missing, so that cost must go with the non-zeros.</summary>
    public abstract bool IsSparse { get; }

    /// <summary>Entries of b_i, 0 where buyers have no contexts.</summary>
    public abstract int ContextDimension { get; }

    /// <summary>Buyers of a block, the first block here being 0.</summary>
    public virtual int RowsOf(int block) => (int)Math.Clamp(Count - (long)block * BlockTree.BlockSize, 0, BlockTree.BlockSize);

    /// <summary>The sum of the budgets of every block.</summary>
    public abstract void AddBudgets(BlockTree to);

    /// <summary>One pass over the buyers at fixed prices, a block at a time: see <see cref="SpendingPass"/>.</summary>
    public abstract void Spend(SpendingPass pass, BlockTree to);

    /// <summary>The measures of the closed-form demand at fixed prices, a block at a time: see
    /// <see cref="GapPass"/>.</summary>
    public abstract void Measure(GapPass pass, BlockTree to, RegretList worst);

    /// <summary>Linear utility: who has a clear best good at prices p, and who is still undecided.</summary>
    /// <param name="s">log p_j, [m].</param>
    /// <param name="lead">A buyer is decided whose best L_ij - s_j leads the second by more than this.</param>
    /// <param name="decided">What the decided buyers spend on each good, [m], by blocks.</param>
    /// <returns>The undecided buyers, as buyers of their own in the same blocks; the caller disposes of them.</returns>
    public abstract Buyers Undecided(ReadOnlySpan<double> s, double lead, BlockTree decided);

    /// <summary>Loads buyers for work that is not hot, or that a network does: see <see cref="BuyerChunk"/>.</summary>
    /// <param name="first">Number of the first buyer, within the market.</param>
    /// <param name="rows">At most <see cref="BuyerChunk.Capacity"/>; all of one block.</param>
    public abstract void Load(long first, int rows, BuyerChunk into);

    /// <summary>Loads a random batch: buyers drawn with replacement, or, where buyers are independent draws
    /// themselves, stretches of them from random places.</summary>
    /// <param name="stream">Where the places are drawn from.</param>
    public abstract void Sample(RandomStream stream, int rows, BuyerChunk into);

    /// <summary>The numbers of the buyers here, ascending.</summary>
    public virtual IEnumerable<long> Numbers()
    {
        for (long buyer = First; buyer < First + Count; buyer++)
        {
            yield return buyer;
        }
    }

    /// <summary>The support of one buyer and the logs of its valuations, in the order of goods.</summary>
    /// <param name="buyer">Number within the market.</param>
    public abstract (int[] Goods, double[] LogValuations, double Budget) Row(long buyer);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
