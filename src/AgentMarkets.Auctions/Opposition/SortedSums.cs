using System.Runtime.CompilerServices;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A sample in ascending order, with its prefix sums.</summary>
internal sealed class SortedSums
{
    private readonly double[] _before;

    /// <param name="sample">Sorted in place and kept.</param>
    public SortedSums(double[] sample)
    {
        Array.Sort(sample);
        Values = sample;
        _before = PrefixSums.Of(sample);
    }

    public double[] Values { get; }

    /// <summary>The sum of the lowest <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sum(int count) => _before[count];

    /// <summary>D: the sum of (b - X)+, of which <paramref name="below"/> samples X lie below b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Excess(double b, int below) => b * below - _before[below];

    /// <summary>How many lie below b, or not above it.</summary>
    public int Below(double b, bool orEqual = false) => Ascending.Count(Values, b, orEqual);
}
