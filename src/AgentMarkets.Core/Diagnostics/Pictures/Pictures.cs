using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The four pictures of docs/oscillation.md, 7; those that apply.</summary>
internal static class Pictures
{
    private const int MostPoints = 500;

    public static IEnumerable<Figure> Of(Measured measured)
    {
        Figure?[] all =
        [
            TrajectoryPicture.Of(measured), SpectrumPicture.Of(measured), BatchPicture.Of(measured),
            PhasePicture.Of(measured),
        ];
        return all.OfType<Figure>();
    }

    /// <summary>Places that stand for so many rounds, the first and the last among them.</summary>
    public static int[] Thinned(int rounds)
    {
        int shown = Math.Min(rounds, MostPoints);
        return [.. Enumerable.Range(0, shown).Select(i => shown > 1 ? (int)((long)i * (rounds - 1) / (shown - 1)) : 0)];
    }
}
