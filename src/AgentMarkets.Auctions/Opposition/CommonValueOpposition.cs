using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder for one item faces where every game has a value of its own, which winning tells something
/// of.</summary>
/// <remarks>
/// In place of the chance to win, Q(b), stands what is won in value, E[V; b wins]: what a bidder of value 1 would get.
/// With the games sorted by the highest rival bid it is a prefix sum (docs/auctions.md, 4).
/// </remarks>
internal sealed class CommonValueOpposition : IOpposition
{
    // For utilities that are not quasi-linear every bid meets every game anew: fewer are tried.
    private const int BidsTried = 1 << 7;

    private readonly OneItem _rule;
    private readonly SampledRivals _rivals;
    private readonly ItemOpposition _prices;
    private readonly double[] _statistic;
    private readonly double[] _values;
    private readonly double[] _wonBefore;
    private readonly double[] _sharedBefore;
    private readonly int _width;

    /// <param name="statistic">[S, width] row by row, as <see cref="HighestBids"/> made it.</param>
    /// <param name="values">[S].</param>
    public CommonValueOpposition(OneItem rule, double[] statistic, double[] values)
    {
        (_rule, _width) = (rule, HighestBids.Width(rule));
        int count = values.Length;
        var (second, place) = (new double[count], new int[count]);
        for (int s = 0; s < count; s++)
        {
            (second[s], place[s]) = (statistic[s * _width], s);
        }
        second.AsSpan().Sort(place.AsSpan());
        _statistic = new double[statistic.Length];
        _values = new double[count];
        (_wonBefore, _sharedBefore) = (new double[count + 1], new double[count + 1]);
        for (int k = 0; k < count; k++)
        {
            statistic.AsSpan(place[k] * _width, _width).CopyTo(_statistic.AsSpan(k * _width));
            _values[k] = values[place[k]];
            _wonBefore[k + 1] = _wonBefore[k] + _values[k];
            _sharedBefore[k + 1] = _sharedBefore[k] + _values[k] * Share(k);
        }
        _rivals = new SampledRivals(rule, _statistic);
        _prices = new ItemOpposition(rule, _rivals);
    }

    /// <summary>The mean payment.</summary>
    /// <param name="win">E[V; the bid wins].</param>
    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double paid = _prices.Fare(bid, win);
        win[0] = Won(bid[0]);
        return paid;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        if (!utility.IsQuasiLinear)
        {
            return Played(worth[0], cost, bid[0], utility, above: false);
        }
        Span<double> won = stackalloc double[1];
        double paid = Fare(bid, won);
        return worth[0] * won[0] - cost * paid;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        for (int t = 0; t < best.Length; t++)
        {
            (best[t], bids[t]) = utility.IsQuasiLinear ? Best(worth[t], cost.IsEmpty ? 1 : cost[t])
                : BestPlayed(worth[t], cost.IsEmpty ? 1 : cost[t], utility);
        }
    }

    /// <summary>Staying out, the reserve price, and a bid just above every rival's.</summary>
    private (double Best, double Bid) Best(double worth, double cost)
    {
        var best = (Utility: 0.0, Bid: 0.0);
        double reserve = _rule.Options.Reserve;
        if (reserve > 0)
        {
            Try(worth * Won(reserve) - cost * _prices.Fare([reserve], stackalloc double[1]), reserve);
        }
        for (int k = 0; k < _values.Length; k++)
        {
            double bid = _rivals.Bid(k);
            if (bid >= reserve && (k + 1 == _values.Length || _rivals.Bid(k + 1) != bid))
            {
                bid = Math.Max(0, bid);
                double paid = _prices.Payment(bid, _rivals.Above(k), takesPart: true);
                Try(worth * _wonBefore[k + 1] / _values.Length - cost * paid, bid);
            }
        }
        return best;

        void Try(double u, double bid) => best = u > best.Utility ? (u, bid) : best;
    }

    private (double Best, double Bid) BestPlayed(double worth, double cost, IUtility utility)
    {
        var best = (Utility: utility.Lost(0), Bid: 0.0);
        double reserve = _rule.Options.Reserve;
        int step = Math.Max(1, _values.Length / BidsTried);
        for (int k = -1; k < _values.Length; k = k < 0 ? step - 1 : k + step)
        {
            double bid = Math.Max(reserve, k < 0 ? 0 : _rivals.Bid(k));
            double u = Played(worth, cost, bid, utility, above: k >= 0);
            best = u > best.Utility ? (u, bid) : best;
        }
        return best;
    }

    /// <summary>E u over all games.</summary>
    /// <param name="above">Whether the bid is a little above the number given.</param>
    private double Played(double worth, double cost, double bid, IUtility utility, bool above)
    {
        bool takesPart = above || _rule.Options.TakesPart(bid), canWin = above ? bid >= _rule.Options.Reserve
            : _rule.Options.CanWin(bid);
        double fee = takesPart ? _rule.Options.EntryFee : 0, sum = 0;
        double lost = utility.Lost(cost * ((_rule.Price.LosersPay ? Math.Max(0, bid) : 0) + fee));
        for (int k = 0; k < _values.Length; k++)
        {
            double second = _rivals.Bid(k), third = _width == 3 ? _statistic[k * _width + 2] : 0;
            double x = !canWin ? 0 : second < bid || (above && second == bid) ? 1 : second == bid ? Share(k) : 0;
            sum += (1 - x) * lost + (x == 0 ? 0 : x * utility.Won(worth * _values[k],
                cost * (fee + _rule.Price.Won(bid, second, third, _rule.Options.Reserve))));
        }
        return sum / _values.Length;
    }

    private double Share(int k) => _statistic[k * _width + 1];

    /// <summary>E[V; the bid wins], ties by their shares.</summary>
    private double Won(double bid)
    {
        if (!_rule.Options.CanWin(bid))
        {
            return 0;
        }
        int low = _rivals.Below(bid, orEqual: false), high = _rivals.Below(bid, orEqual: true);
        return (_wonBefore[low] + _sharedBefore[high] - _sharedBefore[low]) / _values.Length;
    }
}
