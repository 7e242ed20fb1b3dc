using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder for several units faces: a sample of its rivals' highest bids.</summary>
/// <remarks>
/// With T_k = c_{M-k+1}, Q_k(b) = P(T_k below b) and S_k(b) = E[max(T_k, rho); T_k below b], every rule's mean payment
/// is a sum over one's bids one by one, P = sum_k P_k(b_k) (docs/auctions.md, 4):
/// own bid: b Q_k; displaced bid: S_k; highest losing bid: k S_k + (k-1) (b Q_{k-1} - S_{k-1} - b Q_k), because
/// E[max(b_{k+1}, T_k); k won] = S_k(b_k) - S_k(b_{k+1}) + b_{k+1} Q_k(b_{k+1}) and the price of k units is b_{k+1}
/// where one more is won. So the best of all bids is that of sums over grids, with b_1 >= b_2 >= ...: dynamic
/// programming.
/// </remarks>
internal sealed class UnitOpposition : IOpposition
{
    // The best of so many bids, evenly spaced in probability, is within 1/(8 n^2) U'' of the best of all.
    private const int GridBids = 1 << 11;
    private const int GamesKept = 1 << 13;

    // Money that does not matter.
    private const double JustAbove = 1e-9;

    private readonly MultiUnit _rule;
    private readonly double[] _statistic;
    private readonly UnitLevel[] _levels;
    private readonly int _width;
    private readonly Lazy<UnitGrid> _grid;

    public UnitOpposition(MultiUnit rule, double[] statistic)
    {
        (_rule, _statistic, _width) = (rule, statistic, UnitStatistic.Width(rule));
        _levels = [.. Enumerable.Range(1, rule.Demand).Select(k => new UnitLevel(rule, statistic, k))];
        _grid = new Lazy<UnitGrid>(() => new UnitGrid(rule, _levels, rule.Demand == 1 ? int.MaxValue : GridBids));
    }

    private double Games => _levels[0].Count;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        int a = _rule.Demand;
        double paid = _rule.Options.TakesPart(bid[0]) ? _rule.Options.EntryFee * Games : 0;
        for (int k = 1; k <= a; k++)
        {
            double won = Reached(k, bid, out double displaced);
            win[k - 1] = won / Games;
            paid += _rule.Price switch
            {
                UnitPrice.OwnBid => bid[k - 1] * won,
                UnitPrice.DisplacedBid => displaced,
                _ => HighestLosing(k, bid, displaced, won),
            };
        }
        for (int k = 0; k + 1 < a; k++)
        {
            win[k] -= win[k + 1];
        }
        return paid / Games;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        if (!utility.IsQuasiLinear)
        {
            return EveryGame(worth, cost, bid, utility, GamesKept);
        }
        Span<double> win = stackalloc double[worth.Length];
        double sum = -cost * Fare(bid, win);
        for (int k = 0; k < worth.Length; k++)
        {
            sum += win[k] * worth[k];
        }
        return sum;
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear || !cost.IsEmpty)
        {
            // Where nobody bids against it, any bid above the reserve price wins: there must be one to try.
            double highest = 1.05 * Math.Max(_rule.Options.Reserve, _levels[0].Levels[^1]) + JustAbove;
            new BidSearch(this, _rule.Demand, [.. Enumerable.Repeat((0.0, highest), _rule.Demand)])
            {
                Descends = true,
            }.Best(worth, cost, utility, best, bids);
            return;
        }
        if (_rule.Demand == 1)
        {
            _grid.Value.Envelope().Highest(worth, best, bids);
            return;
        }
        _grid.Value.Highest(worth, best, bids);
    }

    /// <summary>In how many games at least k units are won, and the sum of max(T_k, rho) over them.</summary>
    private double Reached(int k, ReadOnlySpan<double> bid, out double displaced)
    {
        double b = bid[k - 1];
        displaced = 0;
        if (!_rule.Options.CanWin(b))
        {
            return 0;
        }
        var level = _levels[k - 1];
        int low = level.Below(b, orEqual: false), high = level.Below(b, orEqual: true);
        displaced = level.Sum(low);
        if (high == low)
        {
            return low;
        }
        double tied = 0;
        if ((k == 1 || bid[k - 2] != b) && (k == bid.Length || bid[k] != b))
        {
            tied = level.Shared(low, high);
        }
        else
        {
            for (int s = low; s < high; s++)
            {
                tied += UnitTies.Share(_rule, _statistic.AsSpan(level.Game(s) * _width, _width), k, bid);
            }
        }
        displaced += tied * Math.Max(b, _rule.Options.Reserve);
        return low + tied;
    }

    /// <summary>Sum over games of k max(b_{k+1}, T_k, rho) where at least k are won, less the same where one more is:
    /// then
    /// it is k b_{k+1}.</summary>
    private double HighestLosing(int k, ReadOnlySpan<double> bid, double displaced, double won)
    {
        if (won == 0)
        {
            return 0;
        }
        if (k == bid.Length)
        {
            return k * displaced;
        }
        double next = bid[k];
        if (!_rule.Options.CanWin(next))
        {
            return k * displaced;
        }
        var level = _levels[k - 1];
        // Below its own bid, T_k counts as b_{k+1} where it is less.
        int below = Math.Min(level.Below(next, orEqual: true), level.Below(bid[k - 1], orEqual: false));
        return k * (displaced - level.Sum(below) + next * below) - k * next * Reached(k + 1, bid, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal double EveryGame(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility,
        int most)
    {
        int a = _rule.Demand, count = _statistic.Length / _width, kept = Math.Min(count, most);
        double fee = _rule.Options.TakesPart(bid[0]) ? _rule.Options.EntryFee : 0, sum = 0;
        for (int j = 0; j < kept; j++)
        {
            var game = _statistic.AsSpan((int)((2L * j + 1) * count / (2 * kept)) * _width, _width);
            double before = 1;
            for (int k = 0; k <= a; k++)
            {
                double after = k == a ? 0 : Reaches(game, k + 1, bid);
                if (before > after)
                {
                    sum += (before - after) * (k == 0 ? utility.Lost(cost * fee)
                        : utility.Won(worth[k - 1], cost * (fee + _rule.PriceOf(k, bid, game[.._rule.Units]))));
                }
                before = after;
            }
        }
        return sum / kept;
    }

    private double Reaches(ReadOnlySpan<double> game, int k, ReadOnlySpan<double> bid)
    {
        double b = bid[k - 1], level = game[_rule.Units - k];
        return !_rule.Options.CanWin(b) || b < level ? 0 : b > level ? 1 : UnitTies.Share(_rule, game, k, bid);
    }
}
