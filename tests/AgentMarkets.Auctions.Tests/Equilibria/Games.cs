using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>Games put together by hand, and what somebody who deviates from an equilibrium gains in them.</summary>
internal static class Games
{
    private static readonly Linear s_strategy = new(new Linear.Settings());
    private static readonly Gradient s_learner = new(new Gradient.Settings());

    public static IUtility Neutral { get; } = new QuasiLinear();

    public static IUtility Crra(double r) => new Crra(new Crra.Settings { R = r });

    public static IUtility Cara(double a) => new Cara(new Cara.Settings { A = a });

    public static IPrior Uniform(double low = 0, double high = 1) =>
        new Uniform(new Uniform.Settings { Low = low, High = high });

    public static IPrior Power(double p, double low = 0, double high = 1) =>
        new Power(new Power.Settings { Exponent = p, Low = low, High = high });

    public static IPrior Beta(double a, double b, double low = 0, double high = 1) =>
        new Beta(new Beta.Settings { A = a, B = b, Low = low, High = high });

    public static IPrior Normal(double mean, double deviation) => new TruncatedNormal(
        new TruncatedNormal.Settings { Mean = mean, Deviation = deviation });

    public static BayesianGame Of(IMechanism mechanism, params (IPrior Prior, IUtility Utility)[] bidders) =>
        Correlated(mechanism, null, null, bidders);

    public static BayesianGame Of(IMechanism mechanism, int n, IPrior prior, IUtility? utility = null) =>
        Of(mechanism, [.. Enumerable.Repeat((prior, utility ?? Neutral), n)]);

    public static BayesianGame Correlated(IMechanism mechanism, ICorrelation? correlation, int[]? members,
        params (IPrior Prior, IUtility Utility)[] bidders)
    {
        Bidder[] all = [.. bidders.Select((b, k) => new Bidder(k + 1, b.Prior, b.Utility, s_strategy, s_learner))];
        return new BayesianGame(mechanism, all, new Nature(mechanism, all, correlation, members));
    }

    public static double BidOf(this BayesianGame game, double type, int bidder = 1)
    {
        Span<double> bid = stackalloc double[1];
        game.Equilibrium!.Bid(bidder, [type], bid);
        return bid[0];
    }

    public static double[] BidOf(this BayesianGame game, double[] type, int bidder = 1)
    {
        var bid = new double[game.Shape.Bids];
        game.Equilibrium!.Bid(bidder, type, bid);
        return bid;
    }

    /// <summary>One item, independent values: all bid the equilibrium times a factor; what the law of their bids, which
    /// is exact up to straight lines between many types, says of one of them.</summary>
    /// <returns>Ex-ante utility, and the mean of what the best deviation of each type adds.</returns>
    public static (double Utility, double Loss) Deviation(BayesianGame game, int bidder = 1, double factor = 1,
        double upTo = double.PositiveInfinity)
    {
        var rule = (OneItem)game.Mechanism;
        var rivals = new ExactRivals(rule, bidder, [.. game.Bidders.Where(b => b.Number != bidder).Select(b =>
            (b.Number, (IBidLaw)new IncreasingBids(game, b, factor)))]);
        return Deviation(game, new ItemOpposition(rule, rivals), bidder, factor, upTo);
    }

    public static (double Utility, double Loss) Deviation(BayesianGame game, IOpposition opposition, int bidder,
        double factor, double upTo = double.PositiveInfinity)
    {
        var self = game.Bidders[bidder - 1];
        var (types, weights) = self.Prior.Grid(bidder, 257);
        double[] best = new double[types.Length], bids = new double[types.Length];
        opposition.Best(types, [], self.Utility, best, bids);
        double utility = 0, loss = 0;
        for (int t = 0; t < types.Length; t++)
        {
            double own = opposition.Payoff([types[t]], 1, [factor * game.BidOf(types[t], bidder)], self.Utility);
            utility += weights[t] * own;
            loss += types[t] > upTo ? 0 : weights[t] * Math.Max(0, best[t] - own);
        }
        return (utility, loss);
    }

    /// <summary>The same bids by a factor.</summary>
    public static BidRule Times(double factor) => (_, bid) =>
    {
        for (int k = 0; k < bid.Length; k++)
        {
            bid[k] *= factor;
        }
    };

    /// <summary>Any rule, independent types: all bid the equilibrium with a change, at types that fill the cube evenly;
    /// what the rule's own opposition says of one bidder.</summary>
    public static (double Utility, double Loss) SampledDeviation(BayesianGame game, int bidder, BidRule change)
    {
        const int Samples = 1 << 16;
        var (n, d, a, outcomes) = (game.Bidders.Count, game.Shape.Types, game.Shape.Bids, game.Shape.Outcomes);
        int ownTypes = d == 1 ? 64 : 512;
        double[] points = Points.Spread(Samples, n * d), bids = new double[Samples * n * a];
        for (int s = 0; s < Samples; s++)
        {
            for (int i = 0; i < n; i++)
            {
                Bid(i + 1, points.AsSpan((s * n + i) * d, d), bids.AsSpan((s * n + i) * a, a));
            }
        }
        var opposition = game.Mechanism.Against(bidder, n, game.Mechanism.Oppose(bids, n)(bidder));
        double[] own = d == 1 ? [.. Enumerable.Range(0, ownTypes).Select(k => (k + 0.5) / ownTypes)]
            : Points.Spread(ownTypes, d), mine = new double[ownTypes * a];
        double[] types = new double[ownTypes * d];
        foreach (int t in Enumerable.Range(0, ownTypes))
        {
            TypeOf(bidder, own.AsSpan(t * d, d), types.AsSpan(t * d, d));
        }
        using var values = TorchSharp.torch.tensor(types, [ownTypes, d]);
        double[] worth = game.Mechanism.Worth(bidder, values).contiguous().data<double>().ToArray();
        double[] best = new double[ownTypes], replies = new double[ownTypes * a];
        opposition.Best(worth, [], game.Bidders[bidder - 1].Utility, best, replies);
        double utility = 0, loss = 0;
        for (int t = 0; t < ownTypes; t++)
        {
            var bid = mine.AsSpan(t * a, a);
            game.Equilibrium!.Bid(bidder, types.AsSpan(t * d, d), bid);
            change(types.AsSpan(t * d, d), bid);
            double u = opposition.Payoff(worth.AsSpan(t * outcomes, outcomes), 1, bid,
                game.Bidders[bidder - 1].Utility);
            utility += u / ownTypes;
            loss += Math.Max(0, best[t] - u) / ownTypes;
        }
        return (utility, loss);

        void TypeOf(int number, ReadOnlySpan<double> uniforms, Span<double> type)
        {
            uniforms.CopyTo(type);
            game.Bidders[number - 1].Prior.Quantile(number, type);
            if (game.Mechanism.TypesDescend)
            {
                type.Sort((x, y) => y.CompareTo(x));
            }
        }

        void Bid(int number, ReadOnlySpan<double> uniforms, Span<double> bid)
        {
            Span<double> type = stackalloc double[d];
            TypeOf(number, uniforms, type);
            game.Equilibrium!.Bid(number, type, bid);
            change(type, bid);
        }
    }

    /// <summary>The law of bids that do not decrease in the type, which is tabulated.</summary>
    private sealed class IncreasingBids : IBidLaw
    {
        private const int Cells = 8192;

        private readonly Bidder _bidder;
        private readonly double _low;
        private readonly double _step;
        private readonly double[] _bids = new double[Cells + 1];

        public IncreasingBids(BayesianGame game, Bidder bidder, double factor)
        {
            _bidder = bidder;
            (_low, double high) = bidder.Prior.Support(bidder.Number);
            _step = (high - _low) / Cells;
            for (int k = 0; k <= Cells; k++)
            {
                _bids[k] = factor * game.BidOf(k == Cells ? high : _low + _step * k, bidder.Number);
            }
            Atoms = _bids[1] == _bids[0] ? [_bids[0]] : [];
        }

        public double Highest => _bids[^1];

        public IReadOnlyList<double> Atoms { get; }

        public double Below(double bid) => At(bid, orEqual: false);

        public double UpTo(double bid) => At(bid, orEqual: true);

        private double At(double bid, bool orEqual)
        {
            int low = 0, high = Cells + 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _bids[middle] < bid || (orEqual && _bids[middle] == bid)
                    ? (middle + 1, high) : (low, middle);
            }
            // Of all knots the first so many bid less.
            double part = low == 0 ? 0 : low > Cells ? Cells
                : low - 1 + (bid - _bids[low - 1]) / (_bids[low] - _bids[low - 1]);
            return low == 0 ? 0 : _bidder.Prior.Cdf(_bidder.Number, _low + _step * part);
        }
    }
}
