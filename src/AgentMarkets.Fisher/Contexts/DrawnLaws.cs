using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>Entries are standard normal.</summary>
[Card("normal", "Every entry of a context is standard normal.", "Ma et al. (2024), MarketFCNet, appendix C.2")]
public sealed class Normal(Normal.Settings settings) : DrawnContexts(settings.Dimension)
{
    public sealed record Settings
    {
        [Setting("Entries of a context.", Min = 1, Max = 4096)]
        public int Dimension { get; init; } = 5;
    }

    /// <remarks>Box and Muller (1958): with E exponential and T uniform, sqrt(2E) cos(2 pi T) and sqrt(2E) sin(2 pi T)
    /// are independent normals. They reach to 8.5, since the draws have 53 bits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Transform(ReadOnlySpan<double> uniform, Span<float> entries)
    {
        int half = uniform.Length / 2;
        ref double u = ref MemoryMarshal.GetReference(uniform);
        ref float to = ref MemoryMarshal.GetReference(entries);
        for (int q = 0; q < half; q += VectorMath.Lanes)
        {
            var radius = Vector512.Sqrt(DrawMath.Exponential(ref Unsafe.Add(ref u, q)) * 2f);
            var (cos, sin) = DrawMath.Direction(ref Unsafe.Add(ref u, half + q));
            (radius * cos).StoreUnsafe(ref to, (nuint)q);
            (radius * sin).StoreUnsafe(ref to, (nuint)(half + q));
        }
    }
}

/// <summary>Entries are uniform on (0,1].</summary>
[Card("uniform", "Every entry of a context is uniform on [0, 1].", "Ma et al. (2024), MarketFCNet, appendix C.2")]
public sealed class Uniform(Uniform.Settings settings) : DrawnContexts(settings.Dimension)
{
    public sealed record Settings
    {
        [Setting("Entries of a context.", Min = 1, Max = 4096)]
        public int Dimension { get; init; } = 5;
    }

    /// <remarks>1 - U, which is never 0: a buyer of one entry has a budget.</remarks>
    public override void Transform(ReadOnlySpan<double> uniform, Span<float> entries)
    {
        for (int q = 0; q < entries.Length; q++)
        {
            entries[q] = (float)(1 - uniform[q]);
        }
    }
}

/// <summary>Entries are exponential with mean 1.</summary>
[Card("exponential", "Every entry of a context is exponential with mean 1.",
    "Ma et al. (2024), MarketFCNet, appendix C.2")]
public sealed class Exponential(Exponential.Settings settings) : DrawnContexts(settings.Dimension)
{
    public sealed record Settings
    {
        [Setting("Entries of a context.", Min = 1, Max = 4096)]
        public int Dimension { get; init; } = 5;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Transform(ReadOnlySpan<double> uniform, Span<float> entries)
    {
        ref double u = ref MemoryMarshal.GetReference(uniform);
        ref float to = ref MemoryMarshal.GetReference(entries);
        for (int q = 0; q < entries.Length; q += VectorMath.Lanes)
        {
            DrawMath.Exponential(ref Unsafe.Add(ref u, q)).StoreUnsafe(ref to, (nuint)q);
        }
    }
}
