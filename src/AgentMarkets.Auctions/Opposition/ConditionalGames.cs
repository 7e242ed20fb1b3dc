using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>Where types are correlated: the games that one bidder meets given its own type, drawn from the exact
/// conditional law.</summary>
/// <remarks>
/// docs/auctions.md, 4 and 5. Every type has a sample of its own, in two halves with independent random shifts, whose
/// difference tells how far off their mean is. A bidder outside the correlation meets the same law with every type.
/// </remarks>
/// <param name="strategies">Of all bidders in the order of their numbers, as tables.</param>
/// <param name="source">Names the draws: the replica's seed, what they are for, the round.</param>
internal sealed class ConditionalGames(BayesianGame game, Bidder bidder, IReadOnlyList<Published> strategies,
    (ulong Seed, string Purpose, long Round) source)
{
    private const int FewestGames = 1 << 8, MostGames = 1 << 14, TypesServed = 1 << 6;

    private readonly TabulatedBids[] _bids = [.. strategies.Select(s => new TabulatedBids(s.Knots!))];
    private readonly int _at = bidder.Number - 1;

    private Nature Nature => game.Nature;

    /// <summary>Games for one type, where so many in all were asked for.</summary>
    public static int GamesPerType(int samples) => Math.Clamp(samples / TypesServed, FewestGames, MostGames);

    /// <summary>What the bidder meets given each of some types: one for all where it is no member.</summary>
    /// <param name="samples">Games to draw in all.</param>
    public Met[] Given(IReadOnlyList<double> types, int samples) => Nature.IsMember(bidder)
        ? [.. types.Select((type, t) => Member(type, t, GamesPerType(samples)))]
        : [Outsider(samples)];

    /// <summary>K games: bids of the others, and what the item is worth to the bidder.</summary>
    internal sealed class Met(BayesianGame game, Bidder bidder, double[] bids, double[] values)
    {
        /// <summary>K.</summary>
        public int Count => bids.Length / game.Bidders.Count;

        /// <summary>The law of all games.</summary>
        public IOpposition Law() => Law(0, Count);

        /// <summary>The law of some of them.</summary>
        public IOpposition Law(int first, int count)
        {
            int n = game.Bidders.Count;
            double[] some = count == Count ? bids : bids[(first * n)..((first + count) * n)];
            double[] statistic = game.Mechanism.Oppose(some, n)(bidder.Number);
            return values.Length == 0 ? game.Mechanism.Against(bidder.Number, n, statistic)
                : new CommonValueOpposition((OneItem)game.Mechanism, statistic, values[first..(first + count)]);
        }
    }

    private Met Member(double type, int place, int games)
    {
        int[] members = [.. Nature.OtherMembers(bidder)];
        Bidder[] outsiders = [.. game.Bidders.Where(b => b.Number != bidder.Number && !Nature.IsMember(b))];
        // One draw for what is shared, one for each other; and where types are atoms one for the rank in the own.
        int before = 1 + members.Length, n = game.Bidders.Count;
        int width = before + outsiders.Length + (RankIsDrawn ? 1 : 0);
        double[] draws = Draws(place, games, width);
        var others = new double[games * members.Length];
        var values = new double[Nature.ValuesAreTypes ? 0 : games];
        Conditional(type, draws, width, members.Length, others, values);
        var bids = new double[games * n];
        double own = _bids[_at].At(type);
        for (int k = 0; k < games; k++)
        {
            bids[k * n + _at] = own;
        }
        for (int j = 0; j < members.Length; j++)
        {
            Place(game.Bidders[members[j] - 1], bids, k => others[k * members.Length + j],
                isRank: Nature.Correlation!.Marginal is null);
        }
        for (int j = 0; j < outsiders.Length; j++)
        {
            Place(outsiders[j], bids, k => draws[k * width + before + j], isRank: true);
        }
        return new Met(game, bidder, bids, values);
    }

    private bool RankIsDrawn => Nature.Correlation!.Marginal is null && !bidder.Prior.IsContinuous;

    /// <summary>The places of the other members; the last draw finds the rank in an atom.</summary>
    private void Conditional(double type, double[] draws, int width, int count, double[] others, double[] values)
    {
        var correlation = Nature.Correlation!;
        int games = draws.Length / width;
        double place = correlation.Marginal is not null ? type
            : ICorrelation.Rank(bidder.Prior, bidder.Number, type, 0);
        for (int k = 0; k < games; k++)
        {
            var mine = draws.AsSpan(k * width, width);
            double at = RankIsDrawn ? ICorrelation.Rank(bidder.Prior, bidder.Number, type, mine[^1]) : place;
            correlation.Conditional(at, mine[..(1 + count)], others.AsSpan(k * count, count),
                values.Length == 0 ? [] : values.AsSpan(k, 1));
        }
    }

    /// <summary>All bidders' bids of jointly drawn games: the own type tells nothing.</summary>
    private Met Outsider(int games)
    {
        int n = game.Bidders.Count;
        var (bids, types) = (new double[games * n], new double[games]);
        foreach (var other in game.Bidders)
        {
            Nature.Draw(other, Nature.StreamOf(other, source.Seed, source.Purpose), source.Round, types.AsSpan());
            for (int k = 0; k < games; k++)
            {
                bids[k * n + other.Number - 1] = _bids[other.Number - 1].At(types[k]);
            }
        }
        return new Met(game, bidder, bids, []);
    }

    /// <summary>Writes a bidder's bids, from what it sees or from its ranks.</summary>
    private void Place(Bidder other, double[] bids, Func<int, double> seen, bool isRank)
    {
        int n = game.Bidders.Count;
        var types = new double[bids.Length / n];
        for (int k = 0; k < types.Length; k++)
        {
            types[k] = seen(k);
        }
        if (isRank)
        {
            other.Prior.Quantile(other.Number, types.AsSpan());
        }
        for (int k = 0; k < types.Length; k++)
        {
            bids[k * n + other.Number - 1] = _bids[other.Number - 1].At(types[k]);
        }
    }

    /// <summary>[games, width] on [0,1): two shifted sets of even points, and where these would not be even independent
    /// draws.</summary>
    private double[] Draws(int place, int games, int width)
    {
        var stream = new RandomStream(StreamKey.Of(source.Seed, bidder.Id, $"{source.Purpose}-given-{place + 1}"),
            source.Round);
        int even = Math.Min(width, KroneckerPoints.MostDimensions), half = games / 2;
        var draws = new double[games * width + 2 * even];
        stream.Uniform(width > even ? draws : draws.AsSpan(games * width));
        var shifts = draws.AsSpan(games * width);
        KroneckerPoints.Fill(shifts[..even], draws.AsSpan(0, half * width), width);
        KroneckerPoints.Fill(shifts[even..], draws.AsSpan(half * width, (games - half) * width), width);
        return draws[..(games * width)];
    }
}
