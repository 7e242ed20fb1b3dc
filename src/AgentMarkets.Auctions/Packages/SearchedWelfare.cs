using System.Numerics;

namespace AgentMarkets.Auctions.Packages;

/// <summary>Winner determination by branch and bound, for games with too many allocations to list.</summary>
/// <remarks>
/// Bidders are decided one after the other, each first for the package that gains most at <see cref="ItemPrices"/>; a
/// second pass, which knows W(N), finds the first allocation in the order of <see cref="Allocations"/>, or all. What
/// the bidders from i on can still add is at most the sum of their highest bids; at most the sum over the free items of
/// the highest bid an item (b(S)/|S|) of a package that holds it (Sandholm 2002); and at most the worth of
/// the free items at those prices, with what those bidders would gain there. A greedy allocation gives the value to
/// beat.
/// </remarks>
internal sealed class SearchedWelfare(PackageGame game) : IDeclaredWelfare
{
    private const int MostTied = 4096;

    // What sums in another order may lose against the true bound, relative to W(N).
    private const double Rounding = 1e-13;

    private readonly double[] _bids = new double[game.Bidders * game.MostPackages];
    private readonly double[] _counted = new double[game.Bidders * game.MostPackages];
    private readonly double[] _highest = new double[game.Bidders + 1];
    private readonly double[] _perItem = new double[(game.Bidders + 1) * game.Items];
    private readonly ItemPrices _prices = new(game);
    private readonly int[] _order = new int[game.Bidders * (game.MostPackages + 1)];
    private readonly int[] _row = new int[game.Bidders];
    private readonly List<int[]> _tied = [];
    private readonly List<int[]> _found = [];
    private double _best, _slack;
    private int _most;

    public int Tied => _tied.Count;

    public ReadOnlySpan<int> Winning(int tied) => _tied[tied];

    /// <exception cref="InvalidOperationException">More than 4,096 tied allocations, unless the first is
    /// wanted.</exception>
    public double Solve(ReadOnlySpan<double> bids, PackageTies ties)
    {
        bids.CopyTo(_bids);
        double welfare = Search(0, []);
        for (int i = 0; i < game.Bidders; i++)
        {
            var order = OrderOf(i);
            for (int k = 0; k < order.Length; k++)
            {
                order[k] = k;
            }
            order[^1] = -1;
        }
        _found.Clear();
        _most = ties == PackageTies.First ? 1 : MostTied;
        Descend(0, 0, 0);
        _tied.Clear();
        _tied.AddRange(ties == PackageTies.Last ? _found[^1..] : _found);
        return welfare;
    }

    public double Without(ulong bidders) => Search(bidders, []);

    public (ulong Bidders, double Welfare, double Net) Blocking(ReadOnlySpan<double> discounts)
    {
        double net = Search(0, discounts), welfare = 0;
        ulong bidders = 0;
        for (int i = 0; i < game.Bidders; i++)
        {
            if (_found[0][i] >= 0)
            {
                welfare += _bids[i * game.MostPackages + _found[0][i]];
                bidders |= 1ul << i;
            }
        }
        return (bidders, welfare, net);
    }

    private Span<int> OrderOf(int bidder)
    {
        int packages = game.PackagesOf(bidder).Length;
        return _order.AsSpan(bidder * (game.MostPackages + 1), packages + 1);
    }

    private double Search(ulong without, ReadOnlySpan<double> discounts)
    {
        Count(without, discounts);
        Bound();
        _found.Clear();
        _most = 1;
        _best = Greedy();
        _slack = Rounding * _highest[0];
        _prices.Fit(_counted, _best);
        for (int i = 0; i < game.Bidders; i++)
        {
            _prices.Sort(i, _counted, OrderOf(i));
        }
        Descend(0, 0, 0);
        return _best;
    }

    // Bids that cannot add anything are marked by -1 and never tried; a bid of 0 is an ordinary one.
    private void Count(ulong without, ReadOnlySpan<double> discounts)
    {
        Array.Fill(_counted, -1);
        for (int i = 0; i < game.Bidders; i++)
        {
            double discount = discounts.IsEmpty ? 0 : discounts[i];
            for (int k = 0; k < game.PackagesOf(i).Length; k++)
            {
                int at = i * game.MostPackages + k;
                double left = _bids[at] - discount;
                _counted[at] = (without >> i & 1) != 0 || (discount > 0 && left <= 0) ? -1 : left;
            }
        }
    }

    private void Bound()
    {
        Array.Clear(_perItem);
        for (int i = game.Bidders - 1; i >= 0; i--)
        {
            var packages = game.PackagesOf(i);
            var own = _perItem.AsSpan(i * game.Items, game.Items);
            _perItem.AsSpan((i + 1) * game.Items, game.Items).CopyTo(own);
            double highest = 0;
            for (int k = 0; k < packages.Length; k++)
            {
                double bid = _counted[i * game.MostPackages + k], share = bid / BitOperations.PopCount(packages[k]);
                highest = Math.Max(highest, bid);
                for (ulong rest = packages[k]; rest != 0; rest &= rest - 1)
                {
                    ref double item = ref own[BitOperations.TrailingZeroCount(rest)];
                    item = Math.Max(item, share);
                }
            }
            _highest[i] = _highest[i + 1] + highest;
        }
    }

    // Again and again the bid that is highest over the root of its package's size (Lehmann, O'Callaghan and Shoham
    // 2002).
    private double Greedy()
    {
        Array.Fill(_row, -1);
        ulong used = 0;
        while (true)
        {
            double best = 0;
            int bidder = -1, package = -1;
            for (int i = 0; i < game.Bidders; i++)
            {
                var packages = game.PackagesOf(i);
                for (int k = 0; k < packages.Length && _row[i] < 0; k++)
                {
                    double merit = _counted[i * game.MostPackages + k] / Math.Sqrt(BitOperations.PopCount(packages[k]));
                    if ((packages[k] & used) == 0 && merit > best)
                    {
                        (best, bidder, package) = (merit, i, k);
                    }
                }
            }
            if (bidder < 0)
            {
                break;
            }
            _row[bidder] = package;
            used |= game.PackagesOf(bidder)[package];
        }
        double sum = 0;
        for (int i = 0; i < game.Bidders; i++)
        {
            sum += _row[i] < 0 ? 0 : _counted[i * game.MostPackages + _row[i]];
        }
        return sum;
    }

    private void Descend(int bidder, ulong used, double welfare)
    {
        if (bidder == game.Bidders)
        {
            Keep(used, welfare);
            return;
        }
        double most = welfare + MostToAdd(bidder, used);
        if (_most == 1 && _found.Count == 1 ? most <= _best : most < _best - _slack)
        {
            return;
        }
        var packages = game.PackagesOf(bidder);
        foreach (int k in OrderOf(bidder))
        {
            _row[bidder] = k;
            double bid = k < 0 ? 0 : _counted[bidder * game.MostPackages + k];
            ulong package = k < 0 ? 0 : packages[k];
            if (bid >= 0 && (package & used) == 0)
            {
                Descend(bidder + 1, used | package, welfare + bid);
            }
        }
    }

    private double MostToAdd(int bidder, ulong used)
    {
        double items = 0, priced = _prices.GainFrom(bidder);
        var perItem = _perItem.AsSpan(bidder * game.Items, game.Items);
        var prices = _prices.Prices;
        for (int item = 0; item < perItem.Length; item++)
        {
            if ((used >> item & 1) == 0)
            {
                items += perItem[item];
                priced += prices[item];
            }
        }
        return Math.Min(Math.Min(items, priced), _highest[bidder]);
    }

    private void Keep(ulong used, double welfare)
    {
        if (welfare > _best)
        {
            _found.Clear();
            _best = welfare;
        }
        bool isWanted = welfare == _best && (_most == 1
            ? _found.Count == 0
            : Allocations.IsMaximalIn(game, _row, used));
        if (isWanted && _found.Count == _most)
        {
            throw new InvalidOperationException($"{game.Name}: more than {_most} allocations are tied; take the first "
                + $"of them, or bids that differ. Bids {game.Describe(_bids)}");
        }
        if (isWanted)
        {
            _found.Add([.. _row]);
        }
    }
}
