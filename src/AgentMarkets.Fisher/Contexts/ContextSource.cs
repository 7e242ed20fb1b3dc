using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>Buyers with contexts: L_ij = log softplus(&lt;b_i, g_j&gt;) in 32 bits, B_i = ||b_i|| in 64 or as
/// given.</summary>
/// <remarks>
/// The 32-bit log valuations ARE the market's: nothing more precise stands behind them, and an exact solver is exact
/// for them. A buyer's numbers do not depend on the stretch that it is asked for in. Not for two actors at once: the
/// page last read is kept.
/// </remarks>
/// <param name="pages">b_i.</param>
/// <param name="goods">g_j.</param>
/// <param name="budgets">B_i by number, or nothing where it is ||b_i||.</param>
/// <param name="areDrawn">Whether buyers are independent draws.</param>
internal sealed class ContextSource(IContextPages pages, GoodContexts goods, double[]? budgets, bool areDrawn)
    : IBuyerSource<float>
{
    private readonly float[] _page = new float[pages.Dimension * IContextPages.Size];
    private long _pageNumber = -1;

    public int Goods { get; } = goods.Values.Length / goods.Dimension;

    public int ContextDimension => pages.Dimension;

    public bool AreIndependent => areDrawn;

    public void Fill(long first, int rows, int stride, Span<float> logValuations, Span<double> budgets)
    {
        for (int done = 0, count; done < rows; done += count)
        {
            int from = Turn(first + done);
            count = Math.Min(IContextPages.Size - from, rows - done);
            Valuations(from, count, stride, logValuations[done..]);
            Budgets(first + done, from, budgets.Slice(done, count));
        }
    }

    public void FillBudgets(long first, int rows, Span<double> budgets)
    {
        for (int done = 0, count; done < rows; done += count)
        {
            int from = Turn(first + done);
            count = Math.Min(IContextPages.Size - from, rows - done);
            Budgets(first + done, from, budgets.Slice(done, count));
        }
    }

    public void FillContexts(long first, int rows, Span<float> contexts)
    {
        int d = ContextDimension;
        for (int row = 0; row < rows; row++)
        {
            int from = Turn(first + row);
            for (int k = 0; k < d; k++)
            {
                contexts[row * d + k] = _page[k * IContextPages.Size + from];
            }
        }
    }

    /// <summary>Turns to the page of a buyer, and tells its row there.</summary>
    private int Turn(long buyer)
    {
        long page = buyer / IContextPages.Size;
        if (page != _pageNumber)
        {
            pages.Read(page, _page);
            _pageNumber = page;
        }
        return (int)(buyer % IContextPages.Size);
    }

    private void Budgets(long buyer, int from, Span<double> to)
    {
        if (budgets is not null)
        {
            budgets.AsSpan((int)buyer, to.Length).CopyTo(to);
            return;
        }
        // The square of a float is exact in 64 bits; so only the order of the sum matters, which is that of entries.
        to.Clear();
        for (int k = 0; k < ContextDimension; k++)
        {
            var column = _page.AsSpan(k * IContextPages.Size + from, to.Length);
            for (int r = 0; r < column.Length; r++)
            {
                to[r] += (double)column[r] * column[r];
            }
        }
        System.Numerics.Tensors.TensorPrimitives.Sqrt(to, to);
    }

    // Rows in groups of sixteen, counted from the page's start, so that every buyer is always in the same lane; what
    // is not asked for of the first and the last group is computed and not kept.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Valuations(int from, int count, int stride, Span<float> to)
    {
        int d = ContextDimension, end = from + count;
        ref float b = ref MemoryMarshal.GetArrayDataReference(_page);
        ref float g = ref MemoryMarshal.GetArrayDataReference(goods.Values);
        for (int row = from / VectorMath.Lanes * VectorMath.Lanes; row < end; row += VectorMath.Lanes)
        {
            int low = Math.Max(row, from), high = Math.Min(row + VectorMath.Lanes, end);
            bool isWhole = high - low == VectorMath.Lanes;
            for (int j = 0; j < Goods; j++)
            {
                var z = Vector512.LoadUnsafe(ref b, (nuint)row) * Unsafe.Add(ref g, j * d);
                for (int k = 1; k < d; k++)
                {
                    z = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref b, (nuint)(k * IContextPages.Size + row)),
                        Vector512.Create(Unsafe.Add(ref g, j * d + k)), z);
                }
                var log = DrawMath.LogSoftplus(z);
                var kept = to.Slice(j * stride + low - from, high - low);
                if (isWhole)
                {
                    log.CopyTo(kept);
                    continue;
                }
                for (int r = 0; r < kept.Length; r++)
                {
                    kept[r] = log[low - row + r];
                }
            }
        }
    }
}
