using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Linear utility: each buyer's best good at log prices s, and by how much it leads.</summary>
internal sealed unsafe class DenseChoice<T>(double[] s, double lead)
    where T : unmanaged
{
    /// <summary>Adds the budgets of those whose best good leads by more than <c>lead</c>, or is the only
    /// one.</summary>
    /// <returns>The rows of the others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] Undecided(DenseRows<T> block, double[] spending)
    {
        List<int> rows = [];
        double* goods = stackalloc double[Vector512<double>.Count];
        var none = Vector512.Create(double.NegativeInfinity);
        for (int i = 0; i < block.Rows; i += Vector512<double>.Count)
        {
            var (best, second, good) = (none, none, Vector512<double>.Zero);
            for (int j = 0; j < s.Length; j++)
            {
                var d = DenseLanes.Load<T, double>(block.LogValuations + (long)j * block.Stride + i)
                    - Vector512.Create(s[j]);
                var leads = Vector512.GreaterThan(d, best);
                second = Vector512.ConditionalSelect(leads, best, Vector512.MaxNative(second, d));
                good = Vector512.ConditionalSelect(leads, Vector512.Create((double)j), good);
                best = Vector512.MaxNative(best, d);
            }
            // Minus infinity is never subtracted from minus infinity: everyone wants something.
            var decided = Vector512.GreaterThan(best - second, Vector512.Create(lead)) | Vector512.Equals(second, none);
            ulong bits = decided.ExtractMostSignificantBits();
            good.Store(goods);
            int lanes = Math.Min(Vector512<double>.Count, block.Rows - i);
            for (int lane = 0; lane < lanes; lane++)
            {
                if ((bits >> lane & 1) != 0)
                {
                    spending[(int)goods[lane]] += block.Budgets[i + lane];
                }
                else
                {
                    rows.Add(i + lane);
                }
            }
        }
        return [.. rows];
    }
}
