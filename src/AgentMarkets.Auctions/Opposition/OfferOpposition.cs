using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a buyer or a seller of a double auction faces: a sample of z and y (<see cref="OfferStatistic"/>),
/// sorted by z.</summary>
/// <remarks>
/// A buyer who bids b above z trades at min(b, y): its mean payment is b n(z, b) - D(y, b) with D(y, b) the sum of (b -
/// y)+. A seller trades below z, at z, whatever it asks.
/// </remarks>
internal sealed class OfferOpposition : IOpposition
{
    private const int GamesKept = 1 << 13;

    private readonly bool _buys;
    private readonly double[] _levels;
    private readonly double[] _next;
    private readonly double[] _shares;
    private readonly double[] _sharesBefore;
    private readonly double[] _before;
    private readonly SortedSums _sortedNext;

    /// <param name="statistic">[S, 3] row by row.</param>
    public OfferOpposition(bool buys, double[] statistic)
    {
        _buys = buys;
        int count = statistic.Length / 3;
        int[] place = [.. Enumerable.Range(0, count)];
        // A seller sees everything with signs reversed.
        _levels = [.. place.Select(s => buys ? statistic[3 * s] : -statistic[3 * s])];
        _levels.AsSpan().Sort(place.AsSpan());
        _next = [.. place.Select(s => statistic[3 * s + 1])];
        _shares = [.. place.Select(s => statistic[3 * s + 2])];
        _sortedNext = new SortedSums([.. _next]);
        _sharesBefore = PrefixSums.Of(_shares);
        _before = PrefixSums.Of(_levels);
    }

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double b = _buys ? bid[0] : -bid[0];
        int low = Ascending.Count(_levels, b, orEqual: false), high = Ascending.Count(_levels, b, orEqual: true);
        double tied = _sharesBefore[high] - _sharesBefore[low];
        win[0] = (low + tied) / _levels.Length;
        // Tied offers trade at z, which is their own.
        return (tied * b + Price(b, low)) / _levels.Length;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> win = stackalloc double[1];
        if (utility.IsQuasiLinear)
        {
            double paid = Fare(bid, win);
            return win[0] * worth[0] - cost * paid;
        }
        double b = _buys ? bid[0] : -bid[0], sum = 0;
        int kept = Math.Min(_levels.Length, GamesKept);
        for (int j = 0; j < kept; j++)
        {
            int s = (int)((2L * j + 1) * _levels.Length / (2 * kept));
            double x = b > _levels[s] ? 1 : b == _levels[s] ? _shares[s] : 0;
            double price = x == 0 ? 0 : !_buys || b == _levels[s] ? _levels[s] : Math.Min(b, _next[s]);
            sum += x * utility.Won(worth[0], cost * price) + (1 - x) * utility.Lost(0);
        }
        return sum / kept;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear || !cost.IsEmpty)
        {
            double top = 1.05 * Math.Max(Math.Abs(_levels[0]), Math.Abs(_levels[^1]));
            new BidSearch(this, 1, [(0, top)]).Best(worth, cost, utility, best, bids);
            return;
        }
        var envelope = new UpperEnvelope(_levels.Length + 1);
        envelope.Add(0, 0, _buys ? Math.Min(0, _levels[0]) : _levels[0] - 1);
        for (int s = 0; s < _levels.Length; s++)
        {
            if (s + 1 == _levels.Length || _levels[s + 1] != _levels[s])
            {
                envelope.Add((s + 1.0) / _levels.Length, -Price(_levels[s], s + 1) / _levels.Length, _levels[s]);
            }
        }
        envelope.Highest(worth, best, bids);
        for (int t = 0; t < bids.Length && !_buys; t++)
        {
            bids[t] = -bids[t];
        }
    }

    /// <summary>The sum of prices over the first so many games, in which an offer of b trades.</summary>
    private double Price(double b, int trades)
    {
        if (!_buys)
        {
            return _before[trades];
        }
        return b * trades - _sortedNext.Excess(b, _sortedNext.Below(b));
    }
}
