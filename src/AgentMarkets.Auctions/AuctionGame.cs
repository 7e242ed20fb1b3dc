using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions;

/// <summary>One auction game with its replicas: what all its actors know before the first round.</summary>
public sealed class AuctionGame : IGame
{
    private static readonly string[] Always = ["multiplier", "multiplier-average", "utility", "revenue", "efficiency"];

    private static readonly Dictionary<string, IReadOnlyList<string>> Groups = new()
    {
        ["utility-loss"] = ["utility-loss-ex-ante", "utility-loss-ex-interim"],
        ["distance-to-equilibrium"] = ["l2", "l-infinity"],
    };

    internal AuctionGame(AuctionSettings settings, IReadOnlyList<Bidder> bidders, Setup setup)
    {
        Setup = setup;
        Bidders = bidders;
        Mechanism = settings.Auction.Mechanism;
        Smoothing = settings.Smoothing;
        Batch = settings.Batch.Expand(setup.Replicas);
        Rows = ((int)Batch.Max() + VectorMath.Lanes - 1) / VectorMath.Lanes * VectorMath.Lanes;
        Equilibrium = KnownEquilibria.Of(Mechanism, bidders);
        HighestValue = ExpectedHighestValue(bidders);
    }

    public static ActorId CoordinatorId { get; } = new("coordinator", 1);

    public static ActorId AuctioneerId { get; } = new("auctioneer", 1);

    public ActorId Coordinator => CoordinatorId;

    public Setup Setup { get; }

    public IReadOnlyList<Bidder> Bidders { get; }

    public IMechanism Mechanism { get; }

    public ISmoothing Smoothing { get; }

    /// <summary>Games a round, one number a replica.</summary>
    public double[] Batch { get; }

    /// <summary>Rows of every batch tensor: the largest batch, padded to whole vectors.</summary>
    public int Rows { get; }

    /// <summary>The equilibrium, where one is known.</summary>
    public IEquilibrium? Equilibrium { get; }

    /// <summary>E max_i v_i, the welfare of the best allocation of one item.</summary>
    public double HighestValue { get; }

    /// <summary>Whether the law of the rivals' bids is known without sampling.</summary>
    public bool ChecksAreExact =>
        Bidders.All(b => b.Strategy.IsPiecewiseLinear && b.Prior.IsContinuous && !b.Prior.IsJoint);

    /// <summary>Rows of a joint prior's file.</summary>
    internal int JointRows => Bidders[0].Prior is Empirical { IsJoint: true } empirical ? empirical.RowCount : 0;

    public IReadOnlyList<Func<IBehavior>> Actors =>
    [
        () => new CoordinatorBehavior(this),
        () => new AuctioneerBehavior(this),
        .. Bidders.Select<Bidder, Func<IBehavior>>(bidder => () => new BidderBehavior(this, bidder)),
    ];

    public IReadOnlyList<string> Metrics => [.. Always, .. Groups.Values.SelectMany(names => names)];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> MetricGroups => Groups;

    public IReadOnlyList<string> Notes =>
    [
        .. Bidders.Select(bidder => bidder.Prior).OfType<Empirical>().Distinct().Where(prior => prior.Skipped > 0)
            .Select(prior => $"{prior.Skipped:N0} {(prior.Skipped == 1 ? "row" : "rows")} without a value "
                + $"{(prior.Skipped == 1 ? "was" : "were")} skipped in the file of the empirical prior."),
    ];

    public IReadOnlyList<string> ProgressMetrics => Bidders.Any(b => b.Strategy.IsPiecewiseLinear)
        ? ["multiplier", "utility-loss-ex-ante"]
        : ["l2", "utility-loss-ex-ante"];

    public IReadOnlyList<(string Metric, string Why)> Skipped => Equilibrium is not null
        ? []
        : [.. Asked.Intersect(Groups["distance-to-equilibrium"]).Select(m =>
            (m, KnownEquilibria.WhyNot(Mechanism, Bidders)))];

    /// <summary>The metrics to report: those that are always there, and those asked for.</summary>
    internal IEnumerable<string> Reported => Always.Union(Asked);

    private IEnumerable<string> Asked =>
        Setup.Measures.SelectMany(name => Groups.TryGetValue(name, out var names) ? names : [name]);

    public IReadOnlyList<Figure> Figures(Results results) => new AuctionFigures(this, results).All();

    public IReadOnlyList<Comparison> Compare(Results results) => AuctionComparison.Of(this, results);

    internal static ActorId BidderId(int number) => new("bidder", number);

    internal int SamplesOf(bool final) =>
        final ? Setup.Samples : Math.Min(Setup.SamplesOnTheWay, Setup.Samples);

    /// <summary>E max = integral of 1 - product_i F_i(v) over v of at least 0, for independent types.</summary>
    private static double ExpectedHighestValue(IReadOnlyList<Bidder> bidders)
    {
        if (bidders[0].Prior is Empirical { IsJoint: true } empirical)
        {
            return empirical.MeanRowMaximum();
        }
        const int Steps = 1 << 16;
        double high = bidders.Max(b => b.Prior.Support(b.Number).High), sum = 0;
        for (int k = 0; k < Steps; k++)
        {
            double v = high * (k + 0.5) / Steps;
            sum += 1 - bidders.Aggregate(1.0, (product, b) => product * b.Prior.Cdf(b.Number, v));
        }
        return high * sum / Steps;
    }
}
