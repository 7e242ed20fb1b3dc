using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What one's k-th bid has to beat, T = c_{M-k+1}, in all games of a sample, sorted once.</summary>
internal sealed class UnitLevel
{
    private readonly double[] _levels;
    private readonly int[] _games;
    private readonly double[] _before;
    private readonly double[] _sharesBefore;

    /// <param name="statistic">[S, M + 1] row by row, as <see cref="UnitStatistic"/> made it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public UnitLevel(MultiUnit rule, double[] statistic, int k)
    {
        int width = UnitStatistic.Width(rule), count = statistic.Length / width;
        (_levels, _games) = (new double[count], new int[count]);
        for (int s = 0; s < count; s++)
        {
            (_levels[s], _games[s]) = (statistic[s * width + rule.Units - k], s);
        }
        _levels.AsSpan().Sort(_games.AsSpan());
        (_before, _sharesBefore) = (new double[count + 1], new double[count + 1]);
        for (int s = 0; s < count; s++)
        {
            _before[s + 1] = _before[s] + Math.Max(_levels[s], rule.Options.Reserve);
            var game = statistic.AsSpan(_games[s] * width, width);
            _sharesBefore[s + 1] = _sharesBefore[s] + UnitTies.Share(rule, game, k);
        }
    }

    /// <summary>H.</summary>
    public int Count => _levels.Length;

    /// <summary>T in ascending order.</summary>
    public ReadOnlySpan<double> Levels => _levels;

    /// <summary>n(T below b), or with those equal to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Below(double bid, bool orEqual)
    {
        int low = 0, high = _levels.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _levels[middle] < bid || (orEqual && _levels[middle] == bid)
                ? (middle + 1, high)
                : (low, middle);
        }
        return low;
    }

    /// <summary>The sum of max(T, rho) over the first so many games.</summary>
    public double Sum(int end) => _before[end];

    /// <summary>How many of some games with equal T are won by a bid of T that stands alone among one's own.</summary>
    public double Shared(int from, int to) => _sharesBefore[to] - _sharesBefore[from];

    /// <summary>The game in the k-th place of the order.</summary>
    public int Game(int place) => _games[place];
}
