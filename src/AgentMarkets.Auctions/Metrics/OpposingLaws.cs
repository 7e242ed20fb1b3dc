using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The laws that oppose one bidder in one replica of a check: one for all its types, or where types hang
/// together one a type.</summary>
internal sealed class OpposingLaws(AuctionGame game, Bidder bidder, Opposed opposed, Block block, int replica)
{
    // Batch means: enough batches for a standard deviation that is off by a fifth, and short ones: cheap.
    private const int Batches = 16, MostInBatch = 1 << 12;

    private BayesianGame Rules => game.Rules;

    private string Purpose => block.Final ? "final-evaluation" : "evaluation";

    /// <param name="types">[T, D] row by row.</param>
    public IOpposition[] Of(double[] types) =>
        bidder.Prior.IsJoint ? AgainstOwnRows(types)
        : Rules.Nature.Correlation is not null ? Conditional(types, opposed.Rivals!)
        : [Opponents.Of(Rules, bidder.Number, opposed)];

    /// <summary>The standard errors that sampling the others leaves in the means over types; not-a-number where nothing
    /// is sampled.</summary>
    /// <remarks>
    /// One sample for all types: from the means of some batches of it, s/sqrt(batches) scaled to the size of all
    /// (Schmeiser 1982). A sample a type: from the difference of its halves, sum_t w_t^2 (U_t1 - U_t2)^2/4.
    /// </remarks>
    /// <param name="laws">Of these types.</param>
    /// <returns>Also what the best bids of one half gain on average in the other, where there are halves: the utility
    /// loss on the whole sample reads too high, this one too low.</returns>
    public (double Utility, double Paid, double? GainElsewhere) Errors(Assessment assessment, MeasuredTypes types,
        IOpposition[] laws)
    {
        if (bidder.Prior.IsJoint)
        {
            return (double.NaN, double.NaN, null);
        }
        if (Rules.Nature.Correlation is not null)
        {
            if (laws[0] is not CommonValueOpposition
                && ConditionalLaws.Of(Rules, bidder, opposed.Rivals!, types.Types) is not null)
            {
                return (double.NaN, double.NaN, null);
            }
            var given = Given(types.Types);
            return given.Length > 1 ? OfHalves(assessment, types, given)
                : OfBatches(assessment, given[0].Count, laws[0].GamesKept, given[0].Law);
        }
        if (opposed.Statistic is not { } statistic)
        {
            return (double.NaN, double.NaN, null);
        }
        int width = statistic.Length / block.Samples;
        return OfBatches(assessment, block.Samples, laws[0].GamesKept, (first, count) => Opponents.Of(Rules,
            bidder.Number, new Opposed(Statistic: statistic[(first * width)..((first + count) * width)])));
    }

    /// <summary>The laws where the others play the equilibrium.</summary>
    /// <inheritdoc cref="Of(double[])"/>
    public IOpposition[] OfEquilibrium(double[] types)
    {
        var nature = Rules.Nature;
        if (Rules.Shape is { Types: 1, Bids: 1 })
        {
            Published[] tables = [.. game.Bidders.Select(other => new Published(Knots: TabulatedBids.Of(
                nature.Support(other), (seen, bids) => EquilibriumBids(other, seen, bids))))];
            bool isFinite = tables.All(table => table.Knots!.Cast<double>().All(double.IsFinite));
            if (isFinite && nature.Correlation is not null)
            {
                return Conditional(types, tables);
            }
            if (isFinite && Opponents.CanBeExact(Rules) && game.Bidders.All(b => b.Prior.IsContinuous))
            {
                return [Opponents.Of(Rules, bidder.Number, new Opposed(Rivals: tables))];
            }
        }
        return [Opponents.Of(Rules, bidder.Number, new Opposed(Statistic: Sampled(block.Samples, Purpose,
            EquilibriumBids)))];
    }

    /// <summary>What opposes each type: exact where that is known, else from each type's games.</summary>
    private IOpposition[] Conditional(double[] types, IReadOnlyList<Published> strategies) =>
        ConditionalLaws.Of(Rules, bidder, strategies, types)
        ?? [.. Given(types, strategies).Select(games => games.Law())];

    /// <summary>A statistic of many games: the one that the bidder was told, else that of fresh games in which the
    /// others bid as they publish.</summary>
    public double[] Games(int count, string purpose) => opposed.Statistic ?? Sampled(count, purpose,
        (other, types, bids) =>
        {
            if (opposed.Rivals![other.Number - 1] is { Knots: { } knots })
            {
                var table = new TabulatedBids(knots);
                for (int s = 0; s < bids.Length; s++)
                {
                    bids[s] = table.At(types[s]);
                }
                return;
            }
            var (grid, weights) = opposed.Rivals[other.Number - 1].Mixture!.Value;
            var key = StreamKey.Of(game.Setup.Seeds[replica], other.Id, $"{purpose}-bids");
            new RandomStream(key, block.Round).Uniform(bids);
            MixedBids.Quantile(grid, weights, bids);
        });

    /// <summary>The games of each type where types are correlated.</summary>
    public ConditionalGames.Met[] Given(double[] types, IReadOnlyList<Published>? strategies = null) =>
        new ConditionalGames(Rules, bidder, strategies ?? opposed.Rivals!,
            (game.Setup.Seeds[replica], Purpose, block.Round)).Given(types, block.Samples);

    /// <summary>The statistic of games in which all draw fresh types and bid by a function.</summary>
    private double[] Sampled(int samples, string purpose, Action<Bidder, double[], double[]> bid)
    {
        var (n, d, a) = (game.Bidders.Count, Rules.Shape.Types, Rules.Shape.Bids);
        var all = new double[samples * n * a];
        var (types, bids) = (new double[samples * d], new double[samples * a]);
        foreach (var other in game.Bidders.Where(b => b.Number != bidder.Number))
        {
            Rules.Nature.Draw(other, Rules.Nature.StreamOf(other, game.Setup.Seeds[replica], purpose), block.Round,
                types.AsSpan());
            bid(other, types, bids);
            for (int s = 0; s < samples; s++)
            {
                bids.AsSpan(s * a, a).CopyTo(all.AsSpan((s * n + other.Number - 1) * a));
            }
        }
        return Rules.Mechanism.Oppose(all, n)(bidder.Number);
    }

    private void EquilibriumBids(Bidder other, double[] types, double[] bids)
    {
        var (d, a) = (Rules.Shape.Types, Rules.Shape.Bids);
        for (int s = 0; s < bids.Length / a; s++)
        {
            game.Equilibrium!.Bid(other.Number, types.AsSpan(s * d, d), bids.AsSpan(s * a, a));
        }
    }

    private static (double Utility, double Paid, double? GainElsewhere) OfBatches(Assessment assessment, int samples,
        int? kept, Func<int, int, IOpposition> law)
    {
        int size = Math.Min(MostInBatch, samples / Batches);
        if (size == 0)
        {
            return (double.NaN, double.NaN, null);
        }
        Earning[] means = [.. Enumerable.Range(0, Batches).Select(k => assessment.Mean([law(k * size, size)]))];
        double scale = Math.Sqrt((double)size / (kept ?? samples));
        return (scale * Deviation(means, m => m.Utility), scale * Deviation(means, m => m.Paid), null);
    }

    private static (double Utility, double Paid, double? GainElsewhere) OfHalves(Assessment assessment,
        MeasuredTypes types, ConditionalGames.Met[] given)
    {
        int half = given[0].Count / 2;
        IOpposition[] one = [.. given.Select(games => games.Law(0, half))];
        IOpposition[] two = [.. given.Select(games => games.Law(half, games.Count - half))];
        var (first, second) = (assessment.Earned(one), assessment.Earned(two));
        double elsewhere = (assessment.GainElsewhere(one, two) + assessment.GainElsewhere(two, one)) / 2;
        double Error(Func<Earning, double> of) => Math.Sqrt(first.Select((earned, t) =>
        {
            double apart = types.Weights[t] * (of(earned) - of(second[t])) / 2;
            return apart * apart;
        }).Sum());
        return (Error(e => e.Utility), Error(e => e.Paid), elsewhere);
    }

    /// <summary>The standard deviation, with n - 1.</summary>
    private static double Deviation(Earning[] means, Func<Earning, double> of)
    {
        double mean = means.Average(of);
        return Math.Sqrt(means.Sum(m => (of(m) - mean) * (of(m) - mean)) / (means.Length - 1));
    }

    /// <summary>A joint prior: the law that opposes a type is that of the rows in which the bidder has this
    /// type.</summary>
    private IOpposition[] AgainstOwnRows(double[] types)
    {
        int rows = game.JointRows, width = opposed.Statistic!.Length / rows;
        var own = new double[rows];
        JointTypes(bidder, own);
        return
        [
            .. types.Select(type => Opponents.Of(Rules, bidder.Number, new Opposed(Statistic:
            [
                .. Enumerable.Range(0, rows).Where(s => own[s] == type)
                    .SelectMany(s => opposed.Statistic.Skip(s * width).Take(width)),
            ]))),
        ];
    }

    /// <summary>A joint prior's rows, each once.</summary>
    public static void JointTypes(Bidder bidder, double[] types)
    {
        for (int s = 0; s < types.Length; s++)
        {
            types[s] = (s + 0.5) / types.Length;
        }
        bidder.Prior.Quantile(bidder.Number, types.AsSpan());
    }
}
