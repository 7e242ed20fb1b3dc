using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The law of the highest rival bid m, as one bidder needs it: how often each bid wins.</summary>
/// <remarks>
/// docs/auctions.md, 4. Sampled once and sorted, or exact where the rivals' bid functions are piecewise linear
/// and their priors continuous and independent: F_m(b) = product over rivals of P(beta_j(v_j) at most b).
/// </remarks>
internal sealed class OpposingLaw
{
    // The best of so many bids is within (h^2/4) U'' of the best of all: 3e-8 for values of order 1.
    private const int ExactBids = 2049;

    private readonly double[] _bids;
    private readonly double[] _below;
    private readonly double[]? _shareBefore;
    private readonly Func<double, double>? _exact;

    private OpposingLaw(double[] bids, double[] below, double[]? shareBefore, Func<double, double>? exact)
    {
        _bids = bids;
        _below = below;
        _shareBefore = shareBefore;
        _exact = exact;
    }

    /// <summary>Bids worth making, ascending: just above a rival's, or a fine grid.</summary>
    public ReadOnlySpan<double> Bids => _bids;

    /// <summary>P(m at most b): how often a bid just above each of <see cref="Bids"/> wins.</summary>
    public ReadOnlySpan<double> Above => _below;

    /// <summary>How often a bid of exactly <paramref name="bid"/> wins, ties shared by the rule.</summary>
    public double Win(double bid)
    {
        if (_exact is not null)
        {
            return _exact(bid);
        }
        // Sorted with ties apart: those below win whole, those equal by their share.
        int low = Bound(bid, orEqual: false), high = Bound(bid, orEqual: true);
        return (low + _shareBefore![high] - _shareBefore[low]) / _bids.Length;
    }

    /// <summary>From the highest rival bid of each game and the share that a bid equal to it gets; both are sorted in
    /// place.</summary>
    public static OpposingLaw Sampled(Span<double> highest, Span<double> share)
    {
        highest.Sort(share);
        int count = highest.Length;
        var below = new double[count];
        var before = new double[count + 1];
        for (int k = 0; k < count; k++)
        {
            before[k + 1] = before[k] + share[k];
        }
        for (int k = count - 1, end = count; k >= 0; k--)
        {
            end = k + 1 < count && highest[k] == highest[k + 1] ? end : k + 1;
            below[k] = (double)end / count;
        }
        return new OpposingLaw(highest.ToArray(), below, before, null);
    }

    /// <summary>From the rivals' bid functions, each a list of (type, bid), and what is known of their types.</summary>
    public static OpposingLaw Exact(IReadOnlyList<(int Bidder, double[,] Knots)> rivals, IReadOnlyList<Bidder> bidders)
    {
        double Win(double bid)
        {
            double product = 1;
            foreach (var (bidder, knots) in rivals)
            {
                product *= BelowBid(knots, bidders[bidder - 1].Prior, bidder, bid);
            }
            return product;
        }
        double top = rivals.Max(rival => rival.Knots[rival.Knots.GetLength(0) - 1, 1]);
        var bids = new double[ExactBids];
        var below = new double[ExactBids];
        for (int k = 0; k < ExactBids; k++)
        {
            bids[k] = top * k / (ExactBids - 1);
            below[k] = Win(bids[k]);
        }
        return new OpposingLaw(bids, below, null, Win);
    }

    /// <summary>The auctioneer's part: what opposes bidder <paramref name="bidder"/>, from the published
    /// strategies.</summary>
    public static OpposingBids Publish(Block block, int bidder, IReadOnlyList<PublishStrategy> strategies,
        IMechanism mechanism)
    {
        if (strategies[0].Knots is not null)
        {
            var rivals = Enumerable.Range(1, strategies.Count).Where(j => j != bidder)
                .Select(j => (j, strategies[j - 1].Knots!)).ToArray();
            return new OpposingBids(block, null, null, rivals);
        }
        int samples = strategies[0].Bids!.GetLength(1);
        var highest = new double[block.Count, samples];
        var share = new double[block.Count, samples];
        for (int r = 0; r < block.Count; r++)
        {
            for (int s = 0; s < samples; s++)
            {
                double top = double.NegativeInfinity;
                int tied = 0, lowest = 0;
                for (int j = 1; j <= strategies.Count; j++)
                {
                    double bid = j == bidder ? double.NegativeInfinity : strategies[j - 1].Bids![r, s];
                    if (bid > top)
                    {
                        (top, tied, lowest) = (bid, 1, j);
                    }
                    else if (bid == top && j != bidder)
                    {
                        tied++;
                    }
                }
                highest[r, s] = top;
                share[r, s] = mechanism.ShareOfTie(bidder, tied, lowest);
            }
        }
        return new OpposingBids(block, highest, share, null);
    }

    /// <summary>P(beta(v) at most b) for a strictly increasing piecewise-linear beta: F at the inverse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double BelowBid(double[,] knots, IPrior prior, int bidder, double bid)
    {
        int last = knots.GetLength(0) - 1;
        if (bid < knots[0, 1])
        {
            return 0;
        }
        for (int k = 0; k < last; k++)
        {
            if (bid <= knots[k + 1, 1])
            {
                double part = (bid - knots[k, 1]) / (knots[k + 1, 1] - knots[k, 1]);
                return prior.Cdf(bidder, knots[k, 0] + part * (knots[k + 1, 0] - knots[k, 0]));
            }
        }
        return 1;
    }

    private int Bound(double bid, bool orEqual)
    {
        int low = 0, high = _bids.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _bids[middle] < bid || (orEqual && _bids[middle] == bid) ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
