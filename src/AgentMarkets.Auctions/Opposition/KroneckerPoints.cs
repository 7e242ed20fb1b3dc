namespace AgentMarkets.Auctions.Opposition;

/// <summary>Points that fill the unit cube evenly, shifted at random: every point by itself is uniform, and means over
/// all of them come closer than those of independent draws.</summary>
/// <remarks>
/// x_k = shift + k (phi^-1, ..., phi^-d) modulo 1 with phi^(d+1) = phi + 1: for d = 1 the golden section. Niederreiter
/// (1992), section 3.1, Kronecker sequences; the random shift is that of Cranley and Patterson (1976).
/// </remarks>
internal static class KroneckerPoints
{
    /// <summary>Coordinates beyond these would no longer be even.</summary>
    public const int MostDimensions = 8;

    /// <param name="shift">[d], uniform on [0,1).</param>
    /// <param name="to">[count, width] row by row; the first d numbers of each row are written.</param>
    public static void Fill(ReadOnlySpan<double> shift, Span<double> to, int width)
    {
        int d = shift.Length;
        double phi = Root(d), power = 1;
        for (int j = 0; j < d; j++)
        {
            power /= phi;
            double x = shift[j];
            for (int k = j; k < to.Length; k += width)
            {
                to[k] = x;
                x += power;
                x = x >= 1 ? x - 1 : x;
            }
        }
    }

    /// <summary>phi = (1 + phi)^(1/(d+1)), by iteration: it contracts.</summary>
    private static double Root(int d)
    {
        double phi = 2;
        for (int step = 0; step < 64; step++)
        {
            phi = Math.Pow(1 + phi, 1.0 / (d + 1));
        }
        return phi;
    }
}
