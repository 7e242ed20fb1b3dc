using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Core.Randomness;

/// <summary>Whose draws, and what for: the part of a stream's name that does not change from round to round.</summary>
/// <remarks>
/// Two holders of the same key open the same stream, so nothing random ever crosses a wire. A replica's place in its
/// batch is not part of the name: replicas with the same seed share their draws.
/// </remarks>
public readonly record struct StreamKey(ulong Value)
{
    /// <summary>The key of (seed, actor, purpose).</summary>
    public static StreamKey Of(ulong seed, ActorId actor, string purpose)
    {
        // FNV-1a over the name (Fowler, Noll and Vo), then the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
        ulong hash = 14695981039346656037;
        foreach (byte letter in Encoding.UTF8.GetBytes($"{actor}/{purpose}"))
        {
            hash = (hash ^ letter) * 1099511628211;
        }
        return new StreamKey(Mix(Mix(seed + 0x9E3779B97F4A7C15) ^ hash));
    }

    /// <summary>The keys of one actor in all replicas.</summary>
    public static StreamKey[] Of(ReadOnlySpan<ulong> seeds, ActorId actor, string purpose)
    {
        var keys = new StreamKey[seeds.Length];
        for (int r = 0; r < keys.Length; r++)
        {
            keys[r] = Of(seeds[r], actor, purpose);
        }
        return keys;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>An endless sequence of draws with a name; any piece of it can be made anywhere, in any order.</summary>
/// <remarks>
/// Words come in groups of 8 Philox blocks: word 32 g + 8 c + l is word c of block 8 g + l. The counter is
/// (block, round), the key is the <see cref="StreamKey"/>.
/// </remarks>
public readonly struct RandomStream(StreamKey key, long round)
{
    private const int WordsPerGroup = 32;
    private const float Unit24 = 1f / (1 << 24);
    private const double Unit53 = 1.0 / (1L << 53);

    private uint K0 => (uint)key.Value;

    private uint K1 => (uint)(key.Value >> 32);

    /// <summary>Word <paramref name="index"/> by itself: the definition that the vectorised forms are tested
    /// against.</summary>
    public uint Word(long index)
    {
        ulong block = (ulong)(index / WordsPerGroup * Philox.Group + index % Philox.Group);
        var (w0, w1, w2, w3) = Philox.Block(
            ((uint)block, (uint)(block >> 32), (uint)round, (uint)(round >> 32)), (K0, K1));
        return (index % WordsPerGroup / Philox.Group) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>Uniform on [0,1) with 24 bits: draw j is the upper 24 bits of word j, times 2^-24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Uniform(Span<float> to)
    {
        ulong block = 0;
        int done = 0;
        for (; done + WordsPerGroup <= to.Length; done += WordsPerGroup, block += Philox.Group)
        {
            Group(block, to.Slice(done, WordsPerGroup));
        }
        if (done < to.Length)
        {
            Span<float> rest = stackalloc float[WordsPerGroup];
            Group(block, rest);
            rest[..(to.Length - done)].CopyTo(to[done..]);
        }
    }

    /// <summary>Uniform on [0,1) with 53 bits, from two words each: draw 16 g + 8 h + l takes the upper 27 bits of word
    /// 2h and the upper 26 of word 2h + 1 of block 8 g + l.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Uniform(Span<double> to)
    {
        Span<double> group = stackalloc double[16];
        ulong block = 0;
        for (int done = 0; done < to.Length; done += 16, block += Philox.Group)
        {
            var (w0, w1, w2, w3) = Philox.Eight(block, (ulong)round, K0, K1);
            Combine(w0, w1).CopyTo(group);
            Combine(w2, w3).CopyTo(group[8..]);
            group[..Math.Min(16, to.Length - done)].CopyTo(to[done..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Group(ulong block, Span<float> to)
    {
        var (w0, w1, w2, w3) = Philox.Eight(block, (ulong)round, K0, K1);
        Float(w0, w1).CopyTo(to);
        Float(w2, w3).CopyTo(to[16..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Float(Vector512<ulong> first, Vector512<ulong> second)
    {
        var words = Vector512.Narrow(first, second) >> 8;
        return Vector512.ConvertToSingle(words.AsInt32()) * Vector512.Create(Unit24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Combine(Vector512<ulong> high, Vector512<ulong> low)
    {
        var mask = Vector512.Create(0xFFFFFFFFul);
        var bits = ((high & mask) >> 5 << 26) | ((low & mask) >> 6);
        return Vector512.ConvertToDouble(bits.AsInt64()) * Vector512.Create(Unit53);
    }
}
