using System.Numerics;

namespace AgentMarkets.Auctions.Packages;

/// <summary>Prices of items, whose dual value bounds what bidders can get together.</summary>
/// <remarks>
/// For all prices q >= 0 (weak duality of the relaxed winner determination, de Vries and Vohra 2003):
/// <code>
/// W  &lt;=  L(q) = sum_m q_m + sum_i u_i(q),        u_i(q) = max(0, max_S b_i(S) - q(S))
/// </code>
/// and the same with only the free items and only the bidders that are still to decide. Found by subgradients, demand
/// less supply, with steps of (L - value to beat)/|g|^2 (Polyak 1969).
/// </remarks>
internal sealed class ItemPrices(PackageGame game)
{
    private const int Steps = 100, Patience = 5;

    private readonly double[] _trial = new double[game.Items], _excess = new double[game.Items];
    private readonly double[] _best = new double[game.Items];
    private readonly double[] _sorted = new double[game.MostPackages + 1];
    private readonly double[] _gains = new double[game.Bidders + 1];

    public ReadOnlySpan<double> Prices => _best;

    /// <summary>sum u_j over the bidders j from <paramref name="bidder"/> on.</summary>
    public double GainFrom(int bidder) => _gains[bidder];

    /// <param name="bids">[N, K]; those that do not count are -1.</param>
    /// <param name="toBeat">The value of some allocation.</param>
    public void Fit(ReadOnlySpan<double> bids, double toBeat)
    {
        Array.Clear(_trial);
        double least = double.PositiveInfinity, relaxation = 1;
        for (int step = 0, idle = 0; step < Steps; step++)
        {
            double value = Demand(bids, _trial);
            if (value < least)
            {
                (least, idle) = (value, 0);
                _trial.CopyTo(_best, 0);
            }
            else if (++idle == Patience)
            {
                (relaxation, idle) = (relaxation / 2, 0);
            }
            double square = 0;
            foreach (double excess in _excess)
            {
                square += excess * excess;
            }
            if (square == 0 || value <= toBeat)
            {
                break;
            }
            for (int m = 0; m < _trial.Length; m++)
            {
                _trial[m] = Math.Max(0, _trial[m] + relaxation * (value - toBeat) / square * _excess[m]);
            }
        }
        Demand(bids, _best);
        for (int i = game.Bidders - 1; i >= 0; i--)
        {
            _gains[i] += _gains[i + 1];
        }
    }

    /// <summary>A bidder's packages, and -1 for none, by what they gain at the prices, the most first.</summary>
    public void Sort(int bidder, ReadOnlySpan<double> bids, Span<int> order)
    {
        var packages = game.PackagesOf(bidder);
        for (int k = 0; k <= packages.Length; k++)
        {
            double gain = k < packages.Length ? Gain(bids[bidder * game.MostPackages + k], packages[k], _best) : 0;
            int at = k;
            for (; at > 0 && _sorted[at - 1] < gain; at--)
            {
                (_sorted[at], order[at]) = (_sorted[at - 1], order[at - 1]);
            }
            (_sorted[at], order[at]) = (gain, k < packages.Length ? k : -1);
        }
    }

    private static double Gain(double bid, ulong package, double[] prices)
    {
        for (; package != 0; package &= package - 1)
        {
            bid -= prices[BitOperations.TrailingZeroCount(package)];
        }
        return bid;
    }

    // L(q); leaves every u_i in the gains, and demand less supply of each item.
    private double Demand(ReadOnlySpan<double> bids, double[] prices)
    {
        double value = 0;
        for (int m = 0; m < prices.Length; m++)
        {
            value += prices[m];
            _excess[m] = -1;
        }
        for (int i = 0; i < game.Bidders; i++)
        {
            double most = 0;
            ulong wanted = 0;
            var packages = game.PackagesOf(i);
            for (int k = 0; k < packages.Length; k++)
            {
                double gain = Gain(bids[i * game.MostPackages + k], packages[k], prices);
                if (gain > most)
                {
                    (most, wanted) = (gain, packages[k]);
                }
            }
            for (; wanted != 0; wanted &= wanted - 1)
            {
                _excess[BitOperations.TrailingZeroCount(wanted)]++;
            }
            _gains[i] = most;
            value += most;
        }
        return value;
    }
}
