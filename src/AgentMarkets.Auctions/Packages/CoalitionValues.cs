namespace AgentMarkets.Auctions.Packages;

/// <summary>W(C): the largest declared welfare of every coalition C at once.</summary>
/// <remarks>
/// One pass over the allocations gives the best for each exact set of winners, and a maximum over subsets (the zeta
/// transform of the maximum, bidder by bidder, as in Yates 1937) gives the rest: N 2^(N-1) comparisons.
/// </remarks>
public sealed class CoalitionValues
{
    private const int MostBidders = 20;

    private readonly Allocations _allocations;
    private readonly double[] _values;

    /// <exception cref="ArgumentException">More than 20 bidders: the table would not fit.</exception>
    public CoalitionValues(PackageGame game, Allocations allocations)
    {
        if (game.Bidders > MostBidders)
        {
            throw new ArgumentException($"{game.Name} has {game.Bidders} bidders; all coalitions of more than "
                + $"{MostBidders} are too many.");
        }
        _allocations = allocations;
        _values = new double[1 << game.Bidders];
    }

    /// <summary>W of a coalition, given as a bit mask over the bidders.</summary>
    public double this[int coalition] => _values[coalition];

    /// <summary>Replaces all values by those of new declared welfares.</summary>
    /// <param name="welfare">The declared welfare of each allocation, not negative.</param>
    public void Fill(ReadOnlySpan<double> welfare)
    {
        var values = _values;
        Array.Clear(values);
        for (int a = 0; a < welfare.Length; a++)
        {
            ref double best = ref values[(int)_allocations.Winners(a)];
            best = Math.Max(best, welfare[a]);
        }
        for (int bit = 1; bit < values.Length; bit <<= 1)
        {
            for (int block = bit; block < values.Length; block += 2 * bit)
            {
                for (int c = block; c < block + bit; c++)
                {
                    values[c] = values[c] >= values[c - bit] ? values[c] : values[c - bit];
                }
            }
        }
    }
}
