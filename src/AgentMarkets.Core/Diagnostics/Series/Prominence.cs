namespace AgentMarkets.Core.Diagnostics;

/// <summary>How far a spectrum rises over the slower movement next to it.</summary>
/// <remarks>
/// prominence(p) = S(p) smoothed over 3 bins / mean of S over bins 1 .. max(2, p/4), at bins p >= 4 where the
/// smoothed S has a local maximum: four cycles must fit under the taper. docs/oscillation.md, 2, D5.
/// </remarks>
public static class Prominence
{
    /// <summary>Cycles that must fit.</summary>
    public const int Cycles = 4;

    /// <summary>How many bins are the floor that bin <paramref name="bin"/> (from 1) is compared with.</summary>
    public static int Floor(int bin) => Math.Max(2, bin / 4);

    /// <summary>The most prominent peak of one spectrum.</summary>
    /// <param name="powers">S at bins 1, 2, ...; the last is a peak if it rises over the one before.</param>
    /// <returns>The bin, from 1, and its prominence; bin 0 and 0 if there is no peak.</returns>
    public static (int Bin, double Value) Largest(ReadOnlySpan<double> powers)
    {
        double[] smooth = Periodogram.Smooth(powers);
        (int Bin, double Value) largest = (0, 0);
        double below = 0;
        int summed = 0;
        for (int p = Cycles - 1; p < smooth.Length; p++)
        {
            for (; summed < Floor(p + 1); summed++)
            {
                below += powers[summed];
            }
            double right = p + 1 < smooth.Length ? smooth[p + 1] : 0;
            double ratio = smooth[p] / Math.Max(below / summed, double.Epsilon);
            if (smooth[p] >= smooth[p - 1] && smooth[p] >= right && ratio > largest.Value)
            {
                largest = (p + 1, ratio);
            }
        }
        return largest;
    }
}
