using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What a type, or a bidder, makes of its own bids on average.</summary>
/// <param name="Won">What is won in value.</param>
internal readonly record struct Earning(double Utility, double Paid, double Won);

/// <summary>One strategy of one bidder measured against what opposes it: utilities, payments, losses,
/// distances.</summary>
internal sealed class Assessment(AuctionGame game, Bidder bidder, MeasuredTypes types, OwnBids own)
{
    private readonly int _outcomes = game.Rules.Shape.Outcomes;
    private readonly int _numbers = game.Rules.Shape.Bids;

    private double[] _win = [];
    private double[] _paid = [];

    private IUtility Utility => bidder.Utility;

    /// <summary>How much every type could still gain, [T].</summary>
    /// <param name="oppositions">One for all types, or one a type.</param>
    public double[] Losses(IOpposition[] oppositions) => Losses(oppositions, Earned(oppositions));

    /// <summary>What the own bids get, pay, and win in value, on average over all types.</summary>
    /// <inheritdoc cref="Losses(IOpposition[])"/>
    public Earning Mean(IOpposition[] oppositions) => Mean(Earned(oppositions));

    /// <summary>The standard errors that the choice of types leaves in the means: from sets of types that stand for
    /// all; 0 where there are none.</summary>
    /// <inheritdoc cref="Losses(IOpposition[])"/>
    public (double Utility, double Paid) TypeErrors(IOpposition[] oppositions)
    {
        int sets = types.Sets, each = types.Count / sets;
        if (sets == 1)
        {
            return (0, 0);
        }
        Earning[][] means = [.. Earned(oppositions).Chunk(each)];
        return (Error(earned => earned.Utility), Error(earned => earned.Paid));

        double Error(Func<Earning, double> of)
        {
            double[] some = [.. means.Select(set => set.Average(of))];
            double mean = some.Average();
            return Math.Sqrt(some.Sum(x => (x - mean) * (x - mean)) / (sets - 1) / sets);
        }
    }

    /// <summary>The same type by type, [T].</summary>
    /// <inheritdoc cref="Losses(IOpposition[])"/>
    public Earning[] Earned(IOpposition[] oppositions)
    {
        var earned = new Earning[types.Count];
        for (int t = 0; t < types.Count; t++)
        {
            var opposition = Of(oppositions, t);
            if (oppositions.Length > 1 || t == 0)
            {
                Fare(opposition, oppositions.Length > 1 && own.Weights is null ? t : null);
            }
            var (paid, won) = Fares(t, oppositions.Length > 1 && own.Weights is null ? 0 : t);
            earned[t] = new Earning(
                Utility.IsQuasiLinear ? won - Cost(t) * paid : Payoff(t, opposition), paid, won);
        }
        return earned;
    }

    /// <summary>The numbers that are reported, by name.</summary>
    /// <inheritdoc cref="Losses(IOpposition[])"/>
    public Dictionary<string, double> Summary(IOpposition[] oppositions)
    {
        var earned = Earned(oppositions);
        double[] losses = Losses(oppositions, earned);
        var mean = Mean(earned);
        var (l2, largest) = Distances();
        return new Dictionary<string, double>
        {
            ["utility"] = mean.Utility,
            ["payment"] = mean.Paid,
            ["value-won"] = mean.Won,
            ["utility-loss-ex-ante"] = losses.Select((loss, t) => types.Weights[t] * loss).Sum(),
            ["utility-loss-ex-interim"] = losses.Max(),
            ["l2"] = l2,
            ["l-infinity"] = largest,
        };
    }

    private static IOpposition Of(IOpposition[] oppositions, int t) =>
        oppositions.Length == 1 ? oppositions[0] : oppositions[t];

    private double[] Losses(IOpposition[] oppositions, Earning[] earned)
    {
        var best = Best(oppositions);
        for (int t = 0; t < types.Count; t++)
        {
            best[t] = Math.Max(0, best[t] - earned[t].Utility);
        }
        return best;
    }

    private Earning Mean(Earning[] earned)
    {
        var mean = default(Earning);
        for (int t = 0; t < types.Count; t++)
        {
            double weight = types.Weights[t];
            mean = new Earning(mean.Utility + weight * earned[t].Utility, mean.Paid + weight * earned[t].Paid,
                mean.Won + weight * earned[t].Won);
        }
        return mean;
    }

    private double Cost(int t) => types.Cost.Length == 0 ? 1 : types.Cost[t];

    private ReadOnlySpan<double> Worth(int t) => types.Worth.AsSpan(t * _outcomes, _outcomes);

    /// <summary>The mean gain of the bids that are best against some games, in other games: for oppositions that are
    /// samples, one a type, each other's controls.</summary>
    public double GainElsewhere(IOpposition[] chosenIn, IOpposition[] playedIn)
    {
        var (_, bids) = BestOf(chosenIn);
        var earned = Earned(playedIn);
        double sum = 0;
        for (int t = 0; t < types.Count; t++)
        {
            double there = Of(playedIn, t).Payoff(Worth(t), Cost(t), bids.AsSpan(t * _numbers, _numbers), Utility);
            sum += types.Weights[t] * (there - earned[t].Utility);
        }
        return sum;
    }

    private double[] Best(IOpposition[] oppositions) => BestOf(oppositions).Best;

    private (double[] Best, double[] Bids) BestOf(IOpposition[] oppositions)
    {
        var (best, bids) = (new double[types.Count], new double[types.Count * _numbers]);
        if (oppositions.Length > 1)
        {
            for (int t = 0; t < types.Count; t++)
            {
                oppositions[t].Best(Worth(t), types.Cost.Length == 0 ? default : types.Cost.AsSpan(t, 1), Utility,
                    best.AsSpan(t, 1), bids.AsSpan(t * _numbers, _numbers));
            }
            return (best, bids);
        }
        // With one outcome the types go in the order of what it is worth.
        int[] order = _outcomes > 1 ? [.. Enumerable.Range(0, types.Count)]
            : [.. Enumerable.Range(0, types.Count).OrderBy(t => types.Worth[t])];
        double[] worth = [.. order.SelectMany(t => types.Worth.AsSpan(t * _outcomes, _outcomes).ToArray())];
        double[] cost = types.Cost.Length == 0 ? [] : [.. order.Select(t => types.Cost[t])];
        var (sorted, inOrder) = (new double[types.Count], new double[bids.Length]);
        oppositions[0].Best(worth, cost, Utility, sorted, inOrder);
        for (int k = 0; k < order.Length; k++)
        {
            best[order[k]] = sorted[k];
            inOrder.AsSpan(k * _numbers, _numbers).CopyTo(bids.AsSpan(order[k] * _numbers));
        }
        return (best, bids);
    }

    /// <summary>How the own bids fare: one type's, or all.</summary>
    private void Fare(IOpposition opposition, int? type)
    {
        var bids = type is { } t ? own.Bids.AsSpan(t * _numbers, _numbers) : own.Bids.AsSpan();
        int count = bids.Length / _numbers;
        (_win, _paid) = (new double[count * _outcomes], new double[count]);
        opposition.Fares(bids, _win, _paid);
    }

    /// <summary>The mean payment of a type and the mean worth of what it wins.</summary>
    /// <param name="bid">Which of the bids that fared is the type's; of a mixed strategy all are.</param>
    private (double Paid, double Won) Fares(int t, int bid)
    {
        var worth = Worth(t);
        double paid = 0, won = 0;
        int count = own.Weights is null ? 1 : _paid.Length;
        for (int a = 0; a < count; a++)
        {
            double weight = own.Weights is null ? 1 : own.Weights[t * count + a];
            int at = own.Weights is null ? bid : a;
            paid += weight * _paid[at];
            for (int k = 0; k < _outcomes; k++)
            {
                won += weight * _win[at * _outcomes + k] * worth[k];
            }
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
