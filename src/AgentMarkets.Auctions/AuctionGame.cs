using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Fields;
using AgentMarkets.Auctions.Figures;
using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions;

/// <summary>One auction game with its replicas: what all its actors know before the first round.</summary>
public sealed class AuctionGame : IGame
{
    // Numbers that the bids of one evaluation may take together, all bidders: 256 MB.
    private const int MostEvaluated = 1 << 25;

    private static readonly string[] Always =
    [
        "multiplier", "multiplier-average", "utility", "smoothed-utility", "revenue", "efficiency",
        "utility-sampling-error", "revenue-sampling-error",
    ];

    private static readonly string[] OnDemand =
        ["utility-against-equilibrium", "utility-loss-grid", "utility-loss-constrained", "multiplier-spread",
            "learning-step"];

    private static readonly Dictionary<string, IReadOnlyList<string>> Groups = new()
    {
        ["utility-loss"] = ["utility-loss-ex-ante", "utility-loss-ex-interim", "utility-loss-sampling-error"],
        ["certificate"] =
        [
            "utility-loss-certified", "utility-loss-certified-ex-interim", "certificate-confidence",
            "certificate-found", "certificate-between-bids", "certificate-between-types", "certificate-sampling",
            "certificate-type", "certificate-bid", "certificate-gain",
        ],
        ["distance-to-equilibrium"] = ["l2", "l-infinity"],
        ["no-regret"] = ["regret", "table-loss", "table-loss-average", "table-gap", "table-gap-average"],
        ["loss-of-averages"] = ["utility-loss-ema", "utility-loss-polyak", "multiplier-ema"],
        ["fixed-points"] =
        [
            "fixed-point", "smoothing-bias", "dynamics-bias", "local-rate-slowest", "local-rate-fastest",
            "local-rotation",
        ],
    };

    private readonly AuctionSettings _settings;
    private readonly Dictionary<ActorId, int> _seatOf;
    private readonly Lazy<double> _bestWelfare;
    private readonly Lazy<FixedPoints?> _fixedPoints;

    internal AuctionGame(AuctionSettings settings, BayesianGame rules, IReadOnlyList<Seat> seats, Setup setup)
    {
        (_settings, Setup, Rules, Seats) = (settings, setup, rules, seats);
        Smoothing = settings.Smoothing;
        LossGrid = settings.LossGrid;
        (Certificates, Responses) = (settings.Certificate, settings.BestResponse);
        Batch = settings.Batch.Expand(setup.Replicas);
        Rows = ((int)Batch.Max() + VectorMath.Lanes - 1) / VectorMath.Lanes * VectorMath.Lanes;
        _seatOf = Enumerable.Range(0, seats.Count).ToDictionary(k => seats[k].Id);
        Publishing = Opponents.Publishes(rules);
        _bestWelfare = new Lazy<double>(() => Welfare.Best(rules));
        _fixedPoints = new Lazy<FixedPoints?>(() =>
            FixedPoints.WhyNot(this) is null ? new FixedPoints(this) : null);
    }

    public static ActorId CoordinatorId { get; } = new("coordinator", 1);

    public static ActorId AuctioneerId { get; } = new("auctioneer", 1);

    public ActorId Coordinator => CoordinatorId;

    public Setup Setup { get; }

    /// <summary>The game itself.</summary>
    public BayesianGame Rules { get; }

    /// <summary>Who stands for whom, in the order of the bidders.</summary>
    public IReadOnlyList<Seat> Seats { get; }

    public IReadOnlyList<Bidder> Bidders => Rules.Bidders;

    public ISmoothing Smoothing { get; }

    /// <summary>Whether learners see expected gradients rather than those of a batch.</summary>
    internal bool LearnsFromExpectations => _settings.Gradients == GradientSource.Expected;

    /// <summary>How fine the measure <c>utility-loss-grid</c> is.</summary>
    internal LossGrid LossGrid { get; }

    /// <summary>How close certificates are, and how sure.</summary>
    internal CertificateSettings Certificates { get; }

    /// <summary>What best responses on a grid must keep to.</summary>
    internal ResponseSettings Responses { get; }

    /// <summary>Games a round, one number a replica.</summary>
    public double[] Batch { get; }

    /// <summary>Rows of every batch tensor: the largest batch, padded to whole vectors.</summary>
    public int Rows { get; }

    /// <summary>The equilibrium, where one is known.</summary>
    public IEquilibrium? Equilibrium => Rules.Equilibrium;

    /// <summary>The mean welfare of the best allocation. It takes many games to find: only who asks for it
    /// waits.</summary>
    public double BestWelfare => _bestWelfare.Value;

    /// <summary>Whether the law of the rivals' bids is known without sampling.</summary>
    public bool ChecksAreExact => Publishing == Publishing.Laws;

    /// <summary>What bidders tell of their strategies in a check.</summary>
    internal Publishing Publishing { get; }

    /// <summary>Rows of a joint prior's file.</summary>
    internal int JointRows => Bidders[0].Prior is Empirical { IsJoint: true } empirical ? empirical.RowCount : 0;

    public IReadOnlyList<Part> Actors =>
    [
        new(CoordinatorId, () => new CoordinatorBehavior(this), IsCentral: true),
        new(AuctioneerId, () => new AuctioneerBehavior(this), IsCentral: true),
        .. Seats.Select(seat => new Part(seat.Id, () => new BidderBehavior(this, seat))
        {
            Blank = () => new BidderBehavior(this, seat, isPutLater: true),
            StepBytes = StepBytes(seat),
        }),
    ];

    /// <summary>R C B (A + max((2K + 1)(A + 1), P (A + 2K + 1))) numbers of 32 bits: the bids, and what comes back:
    /// slopes, or the outcomes of P bids that were tried.</summary>
    private long StepBytes(Seat seat)
    {
        var (a, k) = (Rules.Shape.Bids, Rules.Shape.Outcomes);
        int tried = 1;
        if (seat.First.Learner is IPopulationLearner learner)
        {
            using var one = learner.Start(StreamKey.Of([1], seat.Id, "size"), 1, TorchSharp.torch.CPU);
            tried = one.Size;
        }
        return 4L * Setup.Replicas * seat.Members.Count * Rows
            * (a + Math.Max((2 * k + 1) * (a + 1), tried * (a + 2 * k + 1)));
    }

    public IReadOnlyList<string> Metrics => [.. Always, .. Groups.Values.SelectMany(names => names), .. OnDemand];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> MetricGroups => Groups;

    public IReadOnlyList<string> Notes =>
    [
        .. Bidders.Select(bidder => bidder.Prior).OfType<Empirical>().Distinct().Where(prior => prior.Skipped > 0)
            .Select(prior => $"{prior.Skipped:N0} {(prior.Skipped == 1 ? "row" : "rows")} without a value "
                + $"{(prior.Skipped == 1 ? "was" : "were")} skipped in the file of the empirical prior."),
    ];

    public IReadOnlyList<string> ProgressMetrics => Bidders.Any(b => b.Strategy is Strategies.Linear)
        ? ["multiplier", "utility-loss-ex-ante"]
        : ["l2", "utility-loss-ex-ante"];

    public IReadOnlyList<string> TableMetrics =>
    [
        .. Equilibrium is null ? Array.Empty<string>() : ["l2"], "utility-loss-ex-ante",
        .. Certifiable.WhyNot(Rules) is null ? ["utility-loss-certified"] : Array.Empty<string>(),
    ];

    public IReadOnlyList<(string Metric, string Why)> Skipped =>
    [
        .. LeftOut([.. Groups["distance-to-equilibrium"], OnDemand[0]],
            Equilibrium is null ? KnownEquilibria.WhyNot(Rules) : null),
        .. LeftOut(Groups["no-regret"],
            Bidders.Any(b => b.Strategy is Strategies.ITableStrategy) ? null : "no bidder learns a table"),
        .. LeftOut(Groups["loss-of-averages"], WhyNoAverages),
        .. LeftOut(Groups["certificate"].Take(2), AsksCertificate ? Certifiable.WhyNot(Rules) : null),
        .. LeftOut(["utility-loss-constrained"],
            Asks("utility-loss-constrained") ? ConstrainedLoss.WhyNot(Rules) : null),
        .. LeftOut(Groups["fixed-points"],
            Asked.Intersect(Groups["fixed-points"]).Any() ? FixedPoints.WhyNot(this) : null),
        .. LeftOut(["smoothing-bias"], Asks("smoothing-bias") && FixedPoints.WhyNot(this) is null
            && AuctionDynamics.EquilibriumOf(this) is null
                ? "no equilibrium of multiples of the types is known" : null),
    ];

    private IEnumerable<(string Metric, string Why)> LeftOut(IEnumerable<string> metrics, string? why) =>
        why is null ? [] : Asked.Intersect(metrics).Select(metric => (metric, why));

    /// <summary>Where linear bidders rest; nothing where nobody asked, or it is not known without sampling.</summary>
    internal FixedPoints? RestingPoints =>
        Asked.Intersect(Groups["fixed-points"]).Any() ? _fixedPoints.Value : null;

    /// <summary>Whether sums over rounds are kept of tables.</summary>
    internal bool AsksForRegret => Asked.Intersect(Groups["no-regret"]).Any();

    /// <summary>Whether averages of parameters are measured.</summary>
    internal bool AsksForAverages => Asked.Intersect(Groups["loss-of-averages"]).Any();

    private string? WhyNoAverages => !Bidders.Any(b => b.Learner is Averaged) ? "no bidder has learner=averaged"
        : !ChecksAreExact ? "the law of the bids is known only from a sample, which no average has" : null;

    /// <summary>The metrics to report: those that are always there, and those asked for.</summary>
    internal IEnumerable<string> Reported => Always.Union(Asked);

    /// <summary>Whether a metric was asked for.</summary>
    internal bool Asks(string metric) => Asked.Contains(metric);

    /// <summary>Whether any metric of a certificate was asked for.</summary>
    internal bool AsksCertificate => Asked.Intersect(Groups["certificate"]).Any();

    private IEnumerable<string> Asked =>
        Setup.Measures.SelectMany(name => Groups.TryGetValue(name, out var names) ? names : [name]);

    public IReadOnlyList<Figure> Figures(Results results) => AuctionFigures.Of(this, results);

    public IReadOnlyList<Comparison> Compare(Results results) => AuctionComparison.Of(this, results);

    public (LearningDynamics? Dynamics, string? WhyNot) Dynamics(SystemState end) => AuctionDynamics.Of(this, end);

    /// <summary>The same game with other replicas, which differ in nothing but their seed, and another batch.</summary>
    internal AuctionGame At(ulong[] seeds, int batch) =>
        new(_settings with { Batch = batch }, Rules, Seats, Setup with { Seeds = seeds });

    /// <summary>The place among the seats of the actor that stands for some bidders.</summary>
    internal int SeatOf(ActorId actor) => _seatOf[actor];

    /// <summary>S: as asked for, and fewer where so many bidders' bids would take too much memory.</summary>
    internal int SamplesOf(bool final)
    {
        int asked = final ? Setup.Samples : Math.Min(Setup.SamplesOnTheWay, Setup.Samples);
        return Math.Max(1, Math.Min(asked, MostEvaluated / (Bidders.Count * Rules.Shape.Bids)));
    }
}
