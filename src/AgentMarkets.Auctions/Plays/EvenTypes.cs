using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Types of a fixed set of games that fill the space of all types evenly: means over them stand for
/// expectations.</summary>
/// <remarks>
/// Quantiles of two bidders are the midpoints of a square grid. For a smooth integrand that is off at the edges only,
/// by h^2/24 of its slope there; a smoothed win of strength beta adds 4 x exp(-x) with x = 2 pi^2/(beta h'), h' the
/// step of bids (Trefethen and Weideman 2014). Those of more are Kronecker points, folded so that nothing jumps at the
/// edges (Hickernell 2002).
/// </remarks>
internal sealed class EvenTypes
{
    private const int Side = 128, Points = 1 << 16;

    private readonly float[][] _types;

    private EvenTypes(float[][] types) => _types = types;

    /// <summary>Games of the set.</summary>
    public int Games => _types[0].Length;

    /// <returns>Nothing where types hang together or have several numbers, or bidders are too many.</returns>
    public static EvenTypes? Of(BayesianGame game)
    {
        int n = game.Bidders.Count;
        if (!game.Nature.IsIndependent || !game.Nature.ValuesAreTypes || game.Shape.Types != 1
            || n > KroneckerPoints.MostDimensions || game.Bidders.Any(bidder => !bidder.Prior.IsContinuous))
        {
            return null;
        }
        return new EvenTypes([.. game.Bidders.Zip(n == 2 ? Square() : Kronecker(n), (bidder, quantiles) =>
        {
            game.Nature.Types(bidder, quantiles);
            return quantiles.Select(type => (float)type).ToArray();
        })]);
    }

    /// <summary>The types of a bidder in some of the games.</summary>
    public void Fill(Bidder bidder, int first, Span<float> types) =>
        _types[bidder.Number - 1].AsSpan(first, types.Length).CopyTo(types);

    private static double[][] Square()
    {
        double At(int k) => (k + 0.5) / Side;
        int[] games = [.. Enumerable.Range(0, Side * Side)];
        return [[.. games.Select(g => At(g / Side))], [.. games.Select(g => At(g % Side))]];
    }

    private static double[][] Kronecker(int n)
    {
        var points = new double[Points * n];
        KroneckerPoints.Fill(new double[n], points, n);
        return [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, Points)
            .Select(k => 1 - Math.Abs(2 * points[k * n + j] - 1)).ToArray())];
    }
}
