using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Packages;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder for packages faces: a sample of the others' bids, against which every game is played
/// anew.</summary>
/// <remarks>
/// Every game costs a winner determination and core payments, so games are few and the bids tried lie on a grid, from 0
/// to a little above the highest worth; what each of them wins and pays is found once for all types. A best response
/// between the points of the grid is missed, so losses read a little low; the best of means over a sample reads a
/// little high (docs/auctions.md, 4).
/// </remarks>
internal sealed class PackageOpposition : IOpposition
{
    private const int MostGames = 1 << 10, BidsTried = 441;

    // Bids above the worth can pay on a package that is not won.
    private const double Above = 1.1;

    private readonly PackageAuction _auction;
    private readonly int _numbers;
    private readonly int _bidders;
    private readonly int _at;
    private readonly int _packages;
    private readonly int _games;
    private readonly double[] _bids;
    private readonly double[] _win;
    private readonly double[] _paid;
    private (double Top, Tried[] Bids)? _tried;
    private Tried? _last;

    /// <param name="statistic">[S, N - 1, A]: the others' bids in the order of their numbers.</param>
    public PackageOpposition(CorePackages rule, int bidder, double[] statistic)
    {
        (_numbers, _bidders, _at) = (rule.Game.MostPackages, rule.Game.Bidders, bidder - 1);
        _auction = rule.Open();
        _packages = rule.Game.PackagesOf(_at).Length;
        int width = (_bidders - 1) * _numbers, before = _at * _numbers;
        _games = Math.Min(MostGames, statistic.Length / width);
        _bids = new double[_games * _bidders * _numbers];
        for (int s = 0; s < _games; s++)
        {
            var others = statistic.AsSpan(s * width, width);
            var all = _bids.AsSpan(s * (width + _numbers));
            others[..before].CopyTo(all);
            others[before..].CopyTo(all[(before + _numbers)..]);
        }
        for (int k = 0; k < _bids.Length; k++)
        {
            // Bids of a bidder that failed are no numbers; what is found against them is left out of every mean.
            _bids[k] = _bids[k] > 0 ? _bids[k] : 0;
        }
        _win = new double[_bids.Length];
        _paid = new double[_games * _bidders];
    }

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        var tried = Play(bid);
        tried.Win.CopyTo(win);
        return tried.Paid;
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility) =>
        Payoff(Play(bid, keep: !utility.IsQuasiLinear), worth, cost, utility);

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        double top = 0;
        foreach (double worthOfOne in worth)
        {
            top = Math.Max(top, worthOfOne);
        }
        var tried = Grid(Above * top, keep: !utility.IsQuasiLinear);
        for (int t = 0; t < best.Length; t++)
        {
            best[t] = double.NegativeInfinity;
            foreach (var bid in tried)
            {
                double unit = cost.IsEmpty ? 1 : cost[t];
                double u = Payoff(bid, worth.Slice(t * _numbers, _numbers), unit, utility);
                if (u > best[t])
                {
                    best[t] = u;
                    bid.Bid.CopyTo(bids[(t * _numbers)..]);
                }
            }
        }
    }

    private double Payoff(Tried tried, ReadOnlySpan<double> worth, double cost, IUtility utility)
    {
        double sum = 0;
        if (utility.IsQuasiLinear || tried.Games is not { } games)
        {
            sum = -cost * tried.Paid;
            for (int k = 0; k < _packages; k++)
            {
                sum += tried.Win[k] * worth[k];
            }
            return sum;
        }
        for (int s = 0; s < _games; s++)
        {
            var game = games.AsSpan(s * (_numbers + 1), _numbers + 1);
            double left = 1;
            for (int k = 0; k < _packages; k++)
            {
                sum += game[k] == 0 ? 0 : game[k] * utility.Won(worth[k], cost * game[_numbers]);
                left -= game[k];
            }
            sum += left > 0 ? left * utility.Lost(0) : 0;
        }
        return sum / _games;
    }

    /// <summary>Bids on a grid over the bidder's own packages, kept until a wider one is wanted.</summary>
    private Tried[] Grid(double top, bool keep)
    {
        if (_tried is { } known && known.Top >= top && (!keep || known.Bids[0].Games is not null))
        {
            return known.Bids;
        }
        int side = Math.Max(2, (int)Math.Round(Math.Pow(BidsTried, 1.0 / _packages)));
        var tried = new Tried[(int)Math.Pow(side, _packages)];
        for (int k = 0; k < tried.Length; k++)
        {
            var bid = new double[_numbers];
            for (int a = 0, rest = k; a < _packages; a++, rest /= side)
            {
                bid[a] = top * (rest % side) / (side - 1);
            }
            tried[k] = Play(bid, keep);
        }
        _tried = (top, tried);
        return tried;
    }

    private Tried Play(ReadOnlySpan<double> bid, bool keep = false)
    {
        // The types of a grid ask for one bid in turn.
        if (_last is { } last && bid.SequenceEqual(last.Bid) && (!keep || last.Games is not null))
        {
            return last;
        }
        int slots = _bidders * _numbers;
        for (int s = 0; s < _games; s++)
        {
            for (int k = 0; k < _numbers; k++)
            {
                _bids[s * slots + _at * _numbers + k] = Math.Max(0, bid[k]);
            }
        }
        _auction.Clear(_bids, _win, _paid);
        var tried = new Tried(bid.ToArray(), new double[_numbers], keep ? new double[_games * (_numbers + 1)] : null);
        for (int s = 0; s < _games; s++)
        {
            double won = 0, paid = _paid[s * _bidders + _at];
            tried.Paid += paid / _games;
            for (int k = 0; k < _numbers; k++)
            {
                double win = _win[s * slots + _at * _numbers + k];
                tried.Win[k] += win / _games;
                won += win;
                if (keep)
                {
                    tried.Games![s * (_numbers + 1) + k] = win;
                }
            }
            if (keep && won > 0)
            {
                tried.Games![s * (_numbers + 1) + _numbers] = paid / won;
            }
        }
        return _last = tried;
    }

    /// <summary>What a bid wins and pays.</summary>
    /// <param name="Win">x, [K], the mean over all games.</param>
    /// <param name="Games">[games, K + 1]: what it wins in each, and pays; nothing where means say all.</param>
    private sealed record Tried(double[] Bid, double[] Win, double[]? Games)
    {
        /// <summary>The mean over all games.</summary>
        public double Paid { get; set; }
    }
}
