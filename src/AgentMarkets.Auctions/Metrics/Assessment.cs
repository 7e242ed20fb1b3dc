using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>One strategy of one bidder measured against what opposes it: utilities, payments, losses, distances.</summary>
internal sealed class Assessment(AuctionGame game, Bidder bidder, MeasuredTypes types, OwnBids own)
{
    private readonly int _outcomes = game.Rules.Shape.Outcomes;
    private readonly int _numbers = game.Rules.Shape.Bids;

    private IUtility Utility => bidder.Utility;

    /// <summary>How much every type could still gain, [T].</summary>
    /// <param name="oppositions">One for all types, or one a type.</param>
    public double[] Losses(IOpposition[] oppositions)
    {
        var best = Best(oppositions);
        for (int t = 0; t < types.Count; t++)
        {
            best[t] = Math.Max(0, best[t] - Payoff(t, Of(oppositions, t)));
        }
        return best;
    }

    /// <summary>The numbers that are reported, by name.</summary>
    /// <inheritdoc cref="Losses"/>
    public Dictionary<string, double> Summary(IOpposition[] oppositions)
    {
        var best = Best(oppositions);
        double utility = 0, paid = 0, won = 0, exAnte = 0, exInterim = 0;
        for (int t = 0; t < types.Count; t++)
        {
            var opposition = Of(oppositions, t);
            var (pays, wins) = Fares(t, opposition);
            double mine = Utility.IsQuasiLinear ? wins - Cost(t) * pays : Payoff(t, opposition);
            double loss = Math.Max(0, best[t] - mine), weight = types.Weights[t];
            utility += weight * mine;
            paid += weight * pays;
            won += weight * wins;
            exAnte += weight * loss;
            exInterim = Math.Max(exInterim, loss);
        }
        var (l2, largest) = Distances();
        return new Dictionary<string, double>
        {
            ["utility"] = utility,
            ["payment"] = paid,
            ["value-won"] = won,
            ["utility-loss-ex-ante"] = exAnte,
            ["utility-loss-ex-interim"] = exInterim,
            ["l2"] = l2,
            ["l-infinity"] = largest,
        };
    }

    private static IOpposition Of(IOpposition[] oppositions, int t) =>
        oppositions.Length == 1 ? oppositions[0] : oppositions[t];

    private double Cost(int t) => types.Cost.Length == 0 ? 1 : types.Cost[t];

    private ReadOnlySpan<double> Worth(int t) => types.Worth.AsSpan(t * _outcomes, _outcomes);

    private double[] Best(IOpposition[] oppositions)
    {
        var best = new double[types.Count];
        var bids = new double[types.Count * _numbers];
        if (oppositions.Length > 1)
        {
            for (int t = 0; t < types.Count; t++)
            {
                oppositions[t].Best(Worth(t), types.Cost.Length == 0 ? default : types.Cost.AsSpan(t, 1), Utility,
                    best.AsSpan(t, 1), bids.AsSpan(t * _numbers, _numbers));
            }
            return best;
        }
        // With one outcome the types go in the order of what it is worth.
        int[] order = _outcomes > 1 ? [.. Enumerable.Range(0, types.Count)]
            : [.. Enumerable.Range(0, types.Count).OrderBy(t => types.Worth[t])];
        double[] worth = [.. order.SelectMany(t => types.Worth.AsSpan(t * _outcomes, _outcomes).ToArray())];
        double[] cost = types.Cost.Length == 0 ? [] : [.. order.Select(t => types.Cost[t])];
        var sorted = new double[types.Count];
        oppositions[0].Best(worth, cost, Utility, sorted, bids);
        for (int k = 0; k < order.Length; k++)
        {
            best[order[k]] = sorted[k];
        }
        return best;
    }

    /// <summary>The mean payment and the mean worth of what is won.</summary>
    private (double Paid, double Won) Fares(int t, IOpposition opposition)
    {
        if (own.Weights is null)
        {
            return Fare(t, opposition, own.Bids.AsSpan(t * _numbers, _numbers));
        }
        double paid = 0, won = 0;
        for (int a = 0; a < own.Bids.Length; a++)
        {
            double weight = own.Weights[t * own.Bids.Length + a];
            if (weight > 0)
            {
                var (pays, wins) = Fare(t, opposition, own.Bids.AsSpan(a, 1));
                paid += weight * pays;
                won += weight * wins;
            }
        }
        return (paid, won);
    }

    private (double Paid, double Won) Fare(int t, IOpposition opposition, ReadOnlySpan<double> bid)
    {
        Span<double> win = stackalloc double[_outcomes];
        double paid = opposition.Fare(bid, win), won = 0;
        var worth = Worth(t);
        for (int k = 0; k < _outcomes; k++)
        {
            won += win[k] * worth[k];
        }
        return (paid, won);
    }

    private double Payoff(int t, IOpposition opposition)
    {
        if (own.Weights is null)
        {
            return opposition.Payoff(Worth(t), Cost(t), own.Bids.AsSpan(t * _numbers, _numbers), Utility);
        }
        double sum = 0;
        for (int a = 0; a < own.Bids.Length; a++)
        {
            double weight = own.Weights[t * own.Bids.Length + a];
            sum += weight == 0 ? 0
                : weight * opposition.Payoff(Worth(t), Cost(t), own.Bids.AsSpan(a, 1), Utility);
        }
        return sum;
    }

    /// <summary>l2 = sqrt(E sum_a (beta_a(v) - b_a(v))^2) and the largest difference, over what is compared; of a mixed
    /// strategy its mean bid.</summary>
    private (double L2, double Largest) Distances()
    {
        if (game.Equilibrium is not { } equilibrium)
        {
            return (double.NaN, double.NaN);
        }
        double square = 0, largest = 0, weights = 0;
        Span<double> known = stackalloc double[_numbers];
        for (int t = 0; t < types.Count; t++)
        {
            var type = types.Types.AsSpan(t * types.Dimension, types.Dimension);
            if (!equilibrium.IsCompared(bidder.Number, type))
            {
                continue;
            }
            equilibrium.Bid(bidder.Number, type, known);
            weights += types.Weights[t];
            for (int a = 0; a < _numbers; a++)
            {
                double gap = equilibrium.IsCompared(a) ? Math.Abs(MeanBid(t, a) - known[a]) : 0;
                square += types.Weights[t] * gap * gap;
                largest = Math.Max(largest, gap);
            }
        }
        return (Math.Sqrt(square / weights), largest);
    }

    private double MeanBid(int t, int number)
    {
        if (own.Weights is null)
        {
            return own.Bids[t * _numbers + number];
        }
        double mean = 0;
        for (int a = 0; a < own.Bids.Length; a++)
        {
            mean += own.Weights[t * own.Bids.Length + a] * own.Bids[a];
        }
        return mean;
    }
}
