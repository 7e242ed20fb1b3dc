using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Strategies written down in a test, played against each other: what they earn and what a deviation could
/// gain.</summary>
internal sealed class Rehearsal
{
    private const int GridTypes = 257, DrawnTypes = 1024;

    private readonly IMechanism _rule;
    private readonly int _bidders;
    private readonly Func<int, double[], double[]> _strategy;
    private readonly (double Low, double High) _support;
    private readonly Func<int, double[]> _statistics;

    /// <param name="strategy">Of bidder and type [D], the bid [A].</param>
    public Rehearsal(IMechanism rule, int bidders, Func<int, double[], double[]> strategy, int games = 1 << 16,
        double low = 0, double high = 1)
    {
        (_rule, _bidders, _strategy, _support) = (rule, bidders, strategy, (low, high));
        var types = Types(games, bidders);
        var bids = types.SelectMany((type, at) => strategy(at % bidders + 1, type)).ToArray();
        _statistics = rule.Oppose(bids, bidders);
    }

    /// <summary>Mean utility, and mean and largest gain of the best deviation, of a bidder that keeps to the strategies
    /// up to a factor on its own bids.</summary>
    public (double Utility, double Loss, double Worst) Of(int bidder, double factor = 1, IUtility? utility = null)
    {
        utility ??= new QuasiLinear();
        var types = _rule.Shape(_bidders).Types > 1 ? Types(DrawnTypes, 1)
            : [.. Enumerable.Range(0, GridTypes).Select(k => (double[])
                [_support.Low + (_support.High - _support.Low) * (k + 0.5) / GridTypes])];
        // The contract: with one outcome, worth ascends.
        double[][] worth = [.. types.Select(type => Worth(bidder, type))];
        int[] order = [.. Enumerable.Range(0, types.Length).OrderBy(t => worth[t][0])];
        var opposition = _rule.Against(bidder, _bidders, _statistics(bidder));
        var best = new double[types.Length];
        var bids = new double[types.Length * _rule.Shape(_bidders).Bids];
        opposition.Best([.. order.SelectMany(t => worth[t])], default, utility, best, bids);
        double mean = 0, loss = 0, worst = 0;
        for (int k = 0; k < order.Length; k++)
        {
            double[] bid = [.. _strategy(bidder, types[order[k]]).Select(b => factor * b)];
            double mine = opposition.Payoff(worth[order[k]], 1, bid, utility), gain = Math.Max(0, best[k] - mine);
            mean += mine / types.Length;
            loss += gain / types.Length;
            worst = Math.Max(worst, gain);
        }
        return (mean, loss, worst);
    }

    /// <summary>The largest difference between an opposition and playing every game, over bids on a grid and off
    /// it.</summary>
    /// <param name="bids">[S, N, A] row by row, S at most 4,096.</param>
    public static double Disagreement(IMechanism rule, int bidders, double[] bids, double[][] tried,
        IUtility? utility = null)
    {
        utility ??= new QuasiLinear();
        var shape = rule.Shape(bidders);
        double largest = 0;
        Span<double> one = stackalloc double[shape.Outcomes], other = stackalloc double[shape.Outcomes];
        for (int bidder = 1; bidder <= bidders; bidder++)
        {
            var quick = rule.Against(bidder, bidders, rule.Oppose(bids, bidders)(bidder));
            var played = new Played(rule, bidder, bidders, Played.Rivals(bids, bidders, shape.Bids)(bidder));
            double[] worth = Worth(rule, bidder, [.. Enumerable.Range(0, shape.Types).Select(k => 1.3 - 0.4 * k)]);
            foreach (double[] bid in tried)
            {
                largest = Math.Max(largest, Math.Abs(quick.Fare(bid, one) - played.Fare(bid, other)));
                for (int k = 0; k < one.Length; k++)
                {
                    largest = Math.Max(largest, Math.Abs(one[k] - other[k]));
                }
                largest = Math.Max(largest,
                    Math.Abs(quick.Payoff(worth, 1, bid, utility) - played.Payoff(worth, 1, bid, utility)));
            }
        }
        return largest;
    }

    /// <summary>One game by the exact rule: [N, K] of what is won, and the mean payment of each bidder.</summary>
    public static (double[] Win, double[] Paid) Play(IMechanism rule, params double[][] bids)
    {
        using var scope = NewDisposeScope();
        var outcome = rule.Clear(tensor(bids.SelectMany(b => b).ToArray(), [1, 1, bids.Length, bids[0].Length]));
        return (outcome.Win.contiguous().AsSpan<double>().ToArray(),
            outcome.Paid().contiguous().AsSpan<double>().ToArray());
    }

    private double[] Worth(int bidder, double[] type) => Worth(_rule, bidder, type);

    private static double[] Worth(IMechanism rule, int bidder, double[] type)
    {
        using var scope = NewDisposeScope();
        return rule.Worth(bidder, tensor(type, [1, type.Length])).contiguous().AsSpan<double>().ToArray();
    }

    /// <summary>Types of so many games, bidder by bidder. They are spread evenly (Richtmyer 1951: multiples of the
    /// roots of primes), so that means over games are close to those over all types.</summary>
    private double[][] Types(int games, int bidders)
    {
        double[] primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];
        int each = _rule.Shape(_bidders).Types;
        var types = new double[games * bidders][];
        for (int at = 0; at < types.Length; at++)
        {
            types[at] = [.. Enumerable.Range(0, each)
                .Select(k => (at / bidders + 1) * Math.Sqrt(primes[at % bidders * each + k]) % 1)
                .Select(u => _support.Low + (_support.High - _support.Low) * u)];
            if (_rule.TypesDescend)
            {
                types[at] = [.. types[at].OrderDescending()];
            }
        }
        return types;
    }
}
