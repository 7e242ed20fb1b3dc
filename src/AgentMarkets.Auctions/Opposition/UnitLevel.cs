using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What one's k-th bid has to beat, T = c_{M-k+1}, in all games of a sample, sorted once.</summary>
internal sealed class UnitLevel
{
    private readonly double[] _levels;
    private readonly double[] _before;

    // Only bids that tie ask which game is which.
    private readonly Lazy<(int[] Games, double[] SharesBefore)> _ties;

    /// <param name="statistic">[S, M + 1] row by row, as <see cref="UnitStatistic"/> made it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public UnitLevel(MultiUnit rule, double[] statistic, int k)
    {
        _levels = Column(rule, statistic, k);
        RadixSort.Sort(_levels);
        _before = PrefixSums.Of(_levels, rule.Options.Reserve);
        _ties = new(() => Ties(rule, statistic, k));
    }

    /// <summary>H.</summary>
    public int Count => _levels.Length;

    /// <summary>T in ascending order.</summary>
    public ReadOnlySpan<double> Levels => _levels;

    /// <summary>n(T below b), or with those equal to it.</summary>
    public int Below(double bid, bool orEqual) => Ascending.Count(_levels, bid, orEqual);

    /// <summary>The sum of max(T, rho) over the first so many games.</summary>
    public double Sum(int end) => _before[end];

    /// <summary>How many of some games with equal T are won by a bid of T that stands alone among one's own.</summary>
    public double Shared(int from, int to) => _ties.Value.SharesBefore[to] - _ties.Value.SharesBefore[from];

    /// <summary>The game in the k-th place of the order.</summary>
    public int Game(int place) => _ties.Value.Games[place];

    private static double[] Column(MultiUnit rule, double[] statistic, int k)
    {
        int width = UnitStatistic.Width(rule);
        var column = new double[statistic.Length / width];
        for (int s = 0; s < column.Length; s++)
        {
            column[s] = statistic[s * width + rule.Units - k];
        }
        return column;
    }

    private static (int[] Games, double[] SharesBefore) Ties(MultiUnit rule, double[] statistic, int k)
    {
        int width = UnitStatistic.Width(rule);
        double[] levels = Column(rule, statistic, k), shares = new double[levels.Length];
        int[] games = [.. Enumerable.Range(0, levels.Length)];
        RadixSort.Sort(levels, games);
        for (int s = 0; s < games.Length; s++)
        {
            shares[s] = UnitTies.Share(rule, statistic.AsSpan(games[s] * width, width), k);
        }
        return (games, PrefixSums.Of(shares));
    }
}
