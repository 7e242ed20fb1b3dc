using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static AgentMarkets.Fisher.Passes.DenseLanes;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Y'Y of a few hundred rows, its lower half, in tiles of 2 by 4 sums that stay in registers.</summary>
internal static unsafe class DenseSquare
{
    /// <summary>Columns stand in multiples of it.</summary>
    public const int Width = 4;

    private const int Height = 2;

    /// <summary>Adds sum_i y_ij y_il to packed[j (j + 1) / 2 + l] for l up to j.</summary>
    /// <param name="y">[m rounded up to 4, stride], columns; what is beyond m is finite.</param>
    /// <param name="rows">A multiple of 16.</param>
    public static void Add<T>(T* y, int stride, int rows, int goods, double* packed)
        where T : unmanaged
    {
        double* tile = stackalloc double[Height * Width];
        // The four columns of l stay in the first cache while those of j go by.
        for (int l = 0; l < goods; l += Width)
        {
            for (int j = l; j < goods; j += Height)
            {
                Multiply(y + (long)j * stride, y + (long)l * stride, stride, rows, tile);
                for (int a = j; a < Math.Min(j + Height, goods); a++)
                {
                    for (int b = l; b < Math.Min(l + Width, a + 1); b++)
                    {
                        packed[(long)a * (a + 1) / 2 + b] += tile[(a - j) * Width + b - l];
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T>(T* left, T* right, int stride, int rows, double* tile)
        where T : unmanaged
    {
        var c00 = Vector512<T>.Zero;
        var (c01, c02, c03, c10, c11, c12, c13) = (c00, c00, c00, c00, c00, c00, c00);
        T* right2 = right + 2L * stride;
        for (int i = 0; i < rows; i += Vector512<T>.Count)
        {
            var a0 = Vector512.Load(left + i);
            var a1 = Vector512.Load(left + stride + i);
            var b0 = Vector512.Load(right + i);
            var b1 = Vector512.Load(right + stride + i);
            var b2 = Vector512.Load(right2 + i);
            var b3 = Vector512.Load(right2 + stride + i);
            c00 = FusedMultiplyAdd(a0, b0, c00);
            c01 = FusedMultiplyAdd(a0, b1, c01);
            c02 = FusedMultiplyAdd(a0, b2, c02);
            c03 = FusedMultiplyAdd(a0, b3, c03);
            c10 = FusedMultiplyAdd(a1, b0, c10);
            c11 = FusedMultiplyAdd(a1, b1, c11);
            c12 = FusedMultiplyAdd(a1, b2, c12);
            c13 = FusedMultiplyAdd(a1, b3, c13);
        }
        (tile[0], tile[1], tile[2], tile[3]) = (Sum(c00), Sum(c01), Sum(c02), Sum(c03));
        (tile[4], tile[5], tile[6], tile[7]) = (Sum(c10), Sum(c11), Sum(c12), Sum(c13));
    }
}
