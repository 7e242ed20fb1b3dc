using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Fisher.Solvers.FreeAllocation;

/// <summary>
/// One step of descent, sixteen buyers at once: with x = softplus(theta) and the shares
/// s_ij = softmax_j(alpha (L_ij + log x_ij)), which are x_ij d log u_i/dx_ij,
/// g_ij = c_j sigma(theta_ij) - B_i s_ij sigma(theta_ij) / x_ij,  v &lt;- momentum v + g,  theta &lt;- theta - rate v.
/// </summary>
/// <remarks>sigma(theta)/x is at most 1 and tends to 1 where x vanishes, so that nothing here overflows however small
/// an amount gets.</remarks>
internal sealed class FreeStep(int goods, float alpha, float rate, float momentum)
{
    private const int Lanes = VectorMath.Lanes;

    // Below it x = e^theta to the last bit of a float.
    private const float Far = -17;

    // Of sixteen buyers: sigma, sigma / x, and the shares.
    private readonly float[] _slope = new float[goods * Lanes];
    private readonly float[] _ratio = new float[goods * Lanes];
    private readonly float[] _share = new float[goods * Lanes];

    // Sums of x, eight lanes of 64 bits for each good.
    private readonly double[] _sums = new double[goods * Lanes / 2];

    public bool HasMomentum => momentum > 0;

    /// <param name="costs">c_j, [m]; nothing where no step is wanted, only the sums.</param>
    /// <returns>sum_i x_ij after the step, [m].</returns>
    public double[] Run(FreeBlock block, float[]? costs)
    {
        _sums.AsSpan().Clear();
        for (int tile = 0; tile < block.Tiles; tile++)
        {
            int at = tile * goods * Lanes;
            if (costs is not null)
            {
                Choose(block, at);
                Move(block, at, tile, costs);
            }
            Add(block, at);
        }
        var sums = new double[goods];
        for (int j = 0; j < goods; j++)
        {
            sums[j] = VectorMath.Sum(Vector512.Create(_sums.AsSpan(j * Lanes / 2)));
        }
        return sums;
    }

    /// <summary>softplus(theta) of one parameter, the same bits as in a step.</summary>
    public static float Amount(float theta) => Softplus(Vector512.Create(theta)).X[0];

    /// <summary>Slopes and shares of a tile, the latter up to a factor for each buyer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Choose(FreeBlock block, int at)
    {
        ref float theta = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Parameters), at);
        ref float wants = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Wants), at);
        ref float slopes = ref MemoryMarshal.GetArrayDataReference(_slope);
        ref float ratios = ref MemoryMarshal.GetArrayDataReference(_ratio);
        ref float shares = ref MemoryMarshal.GetArrayDataReference(_share);
        var most = Vector512.Create(float.MinValue);
        var one = Vector512<float>.One;
        for (nuint k = 0; k < (nuint)(goods * Lanes); k += Lanes)
        {
            var t = Vector512.LoadUnsafe(ref theta, k);
            var (x, z, inverse) = Softplus(t);
            var slope = Vector512.ConditionalSelect(Vector512.LessThan(t, Vector512<float>.Zero), z, one) * inverse;
            var isFar = Vector512.LessThan(t, Vector512.Create(Far));
            var log = Vector512.ConditionalSelect(isFar, t, VectorMath.Log(x));
            var share = Vector512.FusedMultiplyAdd(Vector512.Create(alpha), log, Vector512.LoadUnsafe(ref wants, k));
            most = Vector512.MaxNative(most, share);
            slope.StoreUnsafe(ref slopes, k);
            Vector512.ConditionalSelect(isFar, one, slope / x).StoreUnsafe(ref ratios, k);
            share.StoreUnsafe(ref shares, k);
        }
        var sum = Vector512<float>.Zero;
        for (nuint k = 0; k < (nuint)(goods * Lanes); k += Lanes)
        {
            var share = VectorMath.Exp(Vector512.LoadUnsafe(ref shares, k) - most);
            share.StoreUnsafe(ref shares, k);
            sum += share;
        }
        // Of sixteen lanes without a buyer nothing is shared.
        var scale = one / Vector512.MaxNative(sum, Vector512.Create(1e-30f));
        for (nuint k = 0; k < (nuint)(goods * Lanes); k += Lanes)
        {
            (Vector512.LoadUnsafe(ref shares, k) * scale).StoreUnsafe(ref shares, k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(FreeBlock block, int at, int tile, float[] costs)
    {
        ref float theta = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Parameters), at);
        ref float speeds = ref MemoryMarshal.GetArrayDataReference(block.Speed);
        ref float slopes = ref MemoryMarshal.GetArrayDataReference(_slope);
        ref float ratios = ref MemoryMarshal.GetArrayDataReference(_ratio);
        ref float shares = ref MemoryMarshal.GetArrayDataReference(_share);
        var budget = Vector512.Create(block.Budgets.AsSpan(tile * Lanes));
        for (int j = 0; j < costs.Length; j++)
        {
            nuint k = (nuint)(j * Lanes);
            var gain = budget * (Vector512.LoadUnsafe(ref shares, k) * Vector512.LoadUnsafe(ref ratios, k));
            var speed = Vector512.FusedMultiplyAdd(
                Vector512.Create(costs[j]), Vector512.LoadUnsafe(ref slopes, k), -gain);
            if (HasMomentum)
            {
                nuint place = (nuint)at + k;
                speed = Vector512.FusedMultiplyAdd(
                    Vector512.Create(momentum), Vector512.LoadUnsafe(ref speeds, place), speed);
                speed.StoreUnsafe(ref speeds, place);
            }
            Vector512.FusedMultiplyAdd(speed, Vector512.Create(-rate), Vector512.LoadUnsafe(ref theta, k))
                .StoreUnsafe(ref theta, k);
        }
    }

    /// <summary>Adds the amounts of a tile to the sums, in 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(FreeBlock block, int at)
    {
        ref float theta = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Parameters), at);
        ref float wants = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Wants), at);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        var nobody = Vector512.Create(float.NegativeInfinity);
        for (int j = 0; j < goods; j++)
        {
            nuint k = (nuint)(j * Lanes), to = (nuint)(j * Lanes / 2);
            var isWanted = ~Vector512.Equals(Vector512.LoadUnsafe(ref wants, k), nobody);
            var x = Softplus(Vector512.LoadUnsafe(ref theta, k)).X & isWanted;
            var (low, high) = Vector512.Widen(x);
            (Vector512.LoadUnsafe(ref sums, to) + (low + high)).StoreUnsafe(ref sums, to);
        }
    }

    /// <summary>log(1 + e^theta), z = e^-|theta|, and 1 / (1 + z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> X, Vector512<float> Z, Vector512<float> Inverse) Softplus(Vector512<float> theta)
    {
        var one = Vector512<float>.One;
        var z = VectorMath.Exp(-Vector512.Abs(theta));
        var sum = one + z;
        var inverse = one / sum;
        // The logarithm of 1 + z as it was rounded, and what rounding lost.
        var log = VectorMath.Log(sum) + (z - (sum - one)) * inverse;
        return (Vector512.MaxNative(theta, Vector512<float>.Zero) + log, z, inverse);
    }
}
