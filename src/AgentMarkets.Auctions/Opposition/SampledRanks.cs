using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A sample of the highest rival bids, each rank sorted once.</summary>
/// <remarks>P(k-th prize) = P(y_k below b) - P(y_k-1 below b), y_k the k-th highest rival bid, ties as
/// <see cref="RankedBids"/> shares them.</remarks>
internal sealed class SampledRanks : IRankLaw
{
    private readonly int _games;
    private readonly double[][] _sorted;
    private readonly double[][] _wins;
    private readonly double[][] _passes;
    private readonly Lazy<double[]> _bids;

    /// <param name="ranks">L, rival bids kept of a game.</param>
    /// <param name="statistic">[S, L, 3], as <see cref="RankedBids"/> made it.</param>
    public SampledRanks(int ranks, double[] statistic)
    {
        _games = statistic.Length / (ranks * RankedBids.Width);
        _sorted = new double[ranks][];
        _wins = new double[ranks][];
        _passes = new double[ranks][];
        for (int k = 0; k < ranks; k++)
        {
            double Of(int s, int which) => statistic[(s * ranks + k) * RankedBids.Width + which];
            double[] keys = [.. Enumerable.Range(0, _games).Select(s => Of(s, 0))];
            int[] order = [.. Enumerable.Range(0, _games)];
            Array.Sort(keys, order);
            _sorted[k] = keys;
            _wins[k] = PrefixSums.Of([.. order.Select(s => Of(s, 1))]);
            _passes[k] = PrefixSums.Of([.. order.Select(s => Of(s, 2))]);
        }
        _bids = new Lazy<double[]>(() =>
            [.. _sorted.SelectMany(y => y).Where(y => y >= 0).Append(0).Distinct().Order()]);
    }

    public double[] Bids => _bids.Value;

    public void Win(double bid, bool above, Span<double> win)
    {
        double before = 0;
        for (int k = 0; k < win.Length; k++)
        {
            // Where prizes are more than rivals, the last ones are for all who bid.
            if (k >= _sorted.Length)
            {
                win[k] = k == _sorted.Length ? 1 - before : 0;
                continue;
            }
            int low = Ascending.Count(_sorted[k], bid, orEqual: above);
            int high = Ascending.Count(_sorted[k], bid, orEqual: true);
            win[k] = (low + _wins[k][high] - _wins[k][low]) / _games - before;
            before = (low + _passes[k][high] - _passes[k][low]) / _games;
        }
    }
}
