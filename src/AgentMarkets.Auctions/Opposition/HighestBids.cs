using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The highest bids of every game, from which every bidder is told what opposes it, in time linear in the
/// number of bids.</summary>
internal sealed class HighestBids
{
    private readonly OneItem _rule;
    private readonly int _bidders;
    private readonly double[] _bids;
    private readonly Top[] _games;

    /// <param name="bids">[S, N] row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public HighestBids(double[] bids, int bidders, OneItem rule)
    {
        (_bids, _bidders, _rule) = (bids, bidders, rule);
        if (bidders == 2)
        {
            _games = [];
            return;
        }
        _games = new Top[bids.Length / bidders];
        for (int s = 0; s < _games.Length; s++)
        {
            var top = Top.None;
            for (int j = 1; j <= bidders; j++)
            {
                top.Add(bids[s * bidders + j - 1], j);
            }
            _games[s] = top;
        }
    }

    /// <summary>Numbers a game: m, the share that a bid equal to it gets, and where the rule asks for it t.</summary>
    public static int Width(OneItem rule) => rule.Price.Third != 0 ? 3 : 2;

    /// <summary>[S, width] row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Against(int bidder)
    {
        if (_bidders == 2)
        {
            return AgainstOne(bidder);
        }
        int width = Width(_rule);
        var statistic = new double[_games.Length * width];
        for (int s = 0; s < _games.Length; s++)
        {
            var (highest, tied, lowest, next) = _games[s].Without(_bids[s * _bidders + bidder - 1], bidder);
            statistic[s * width] = highest;
            statistic[s * width + 1] = _rule.ShareOfTie(bidder, tied, lowest);
            if (width == 3)
            {
                statistic[s * width + 2] = next;
            }
        }
        return statistic;
    }

    /// <summary>The only rival's bids are all there is to know.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double[] AgainstOne(int bidder)
    {
        int rival = 3 - bidder;
        double share = _rule.ShareOfTie(bidder, 1, rival);
        var statistic = new double[_bids.Length];
        for (int s = 0; s < statistic.Length; s += 2)
        {
            statistic[s] = _bids[s + rival - 1];
            statistic[s + 1] = share;
        }
        return statistic;
    }

    /// <summary>The three highest bids of one game that differ, and who made them.</summary>
    private struct Top
    {
        private double _first, _second, _third;
        private int _firstCount, _secondCount, _lowestFirst, _nextFirst, _lowestSecond;

        public static Top None => new()
        {
            _first = double.NegativeInfinity,
            _second = double.NegativeInfinity,
            _third = double.NegativeInfinity,
        };

        /// <summary>Bidders come in the order of their numbers.</summary>
        public void Add(double bid, int bidder)
        {
            if (bid > _first)
            {
                (_third, _second, _secondCount, _lowestSecond) = (_second, _first, _firstCount, _lowestFirst);
                (_first, _firstCount, _lowestFirst, _nextFirst) = (bid, 1, bidder, 0);
            }
            else if (bid == _first)
            {
                _nextFirst = ++_firstCount == 2 ? bidder : _nextFirst;
            }
            else if (bid > _second)
            {
                (_third, _second, _secondCount, _lowestSecond) = (_second, bid, 1, bidder);
            }
            else if (bid == _second)
            {
                _secondCount++;
            }
            else
            {
                _third = Math.Max(_third, bid);
            }
        }

        /// <summary>Of the others: the highest bid, how many make it, the lowest number among them, and the second
        /// highest bid.</summary>
        public readonly (double Highest, int Tied, int Lowest, double Next) Without(double bid, int bidder)
        {
            if (bid < _first)
            {
                double next = _firstCount > 1 ? _first
                    : bid == _second && _secondCount == 1 ? _third : _second;
                return (_first, _firstCount, _lowestFirst, Math.Max(0, next));
            }
            if (_firstCount > 1)
            {
                return (_first, _firstCount - 1, _lowestFirst == bidder ? _nextFirst : _lowestFirst,
                    Math.Max(0, _firstCount > 2 ? _first : _second));
            }
            return (_second, _secondCount, _lowestSecond, Math.Max(0, _secondCount > 1 ? _second : _third));
        }
    }
}
