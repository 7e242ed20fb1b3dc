using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Core.Randomness;

/// <summary>Philox4x32-10: a counter and a key in, four random 32-bit words out, each block by itself.</summary>
/// <remarks>
/// Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 4.3, with ten rounds.
/// One round maps (c0, c1, c2, c3) under the key (k0, k1) to
/// (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)); the key grows by the Weyl constants W0, W1.
/// </remarks>
public static class Philox
{
    public const int Rounds = 10;
    public const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57;
    public const uint W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>Blocks that the vectorised form makes at once.</summary>
    public const int Group = 8;

    /// <summary>One block.</summary>
    public static (uint, uint, uint, uint) Block((uint, uint, uint, uint) counter, (uint, uint) key)
    {
        var (c0, c1, c2, c3) = counter;
        var (k0, k1) = key;
        for (int round = 0; round < Rounds; round++, k0 += W0, k1 += W1)
        {
            ulong a = (ulong)M0 * c0, b = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>The blocks <paramref name="block"/> to <paramref name="block"/> + 7 of a stream: word c of block l is
    /// the low half of lane l of result c (the high halves hold rubbish).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong>, Vector512<ulong>, Vector512<ulong>, Vector512<ulong>) Eight(
        ulong block, ulong upper, uint k0, uint k1)
    {
        var index = Vector512.Create(block) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7);
        var c0 = index;
        var c1 = index >> 32;
        var c2 = Vector512.Create(upper);
        var c3 = Vector512.Create(upper >> 32);
        var m0 = Vector512.Create((ulong)M0);
        var m1 = Vector512.Create((ulong)M1);
        // Keys grow as vectors: cheaper than broadcasting them anew, and what overflows into the high halves is rubbish
        // that no multiplication looks at.
        var key0 = Vector512.Create((ulong)k0);
        var key1 = Vector512.Create((ulong)k1);
        for (int round = 0; round < Rounds; round++)
        {
            var a = VectorMath.MultiplyLow32(c0, m0);
            var b = VectorMath.MultiplyLow32(c2, m1);
            c0 = (b >> 32) ^ c1 ^ key0;
            c1 = b;
            c2 = (a >> 32) ^ c3 ^ key1;
            c3 = a;
            key0 += Vector512.Create((ulong)W0);
            key1 += Vector512.Create((ulong)W1);
        }
        return (c0, c1, c2, c3);
    }
}
