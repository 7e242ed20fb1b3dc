using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher;

/// <summary>One Fisher market with its replicas: what all its actors know before the first round.</summary>
public sealed class FisherGame : IGame
{
    private static readonly string[] Always =
    [
        "nash-gap", "violation-of-allocation", "violation-of-price", "complementary-slackness", "worst-buyer-regret",
        "log-nash-welfare", "log-fixed-price-welfare", "social-welfare", "priced-goods", "unsold-goods",
        "solve-seconds",
    ];

    /// <param name="markets">One a replica.</param>
    /// <param name="notes">What a user should know before it starts.</param>
    public FisherGame(IReadOnlyList<SolvedMarket> markets, ISolver solver, int shards, Setup setup,
        bool listsAllocations = false, IReadOnlyList<string>? notes = null)
    {
        (Markets, Solver, Shards, Setup, ListsAllocations) = (markets, solver, shards, setup, listsAllocations);
        Notes = notes ?? [];
    }

    public static ActorId CoordinatorId { get; } = new("coordinator", 1);

    public static ActorId MarketId { get; } = new("market", 1);

    public ActorId Coordinator => CoordinatorId;

    public IReadOnlyList<SolvedMarket> Markets { get; }

    public ISolver Solver { get; }

    /// <summary>K.</summary>
    public int Shards { get; }

    public Setup Setup { get; }

    public bool ListsAllocations { get; }

    public bool EndsByItself => Solver.EndsByItself;

    public string SecondsMetric => "solve-seconds";

    public IReadOnlyList<Part> Actors =>
    [
        new(CoordinatorId, () => new CoordinatorBehavior(this), IsCentral: true),
        new(MarketId, () => new MarketBehavior(this), IsCentral: true),
        .. Enumerable.Range(1, Shards).Select(h => new Part(ShardId(h), () => new BuyerShardBehavior(this, h))),
    ];

    public IReadOnlyList<string> Metrics => [.. Always, .. Solver.Metrics];

    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<string> ProgressMetrics => [.. Solver.Metrics.Take(1), "nash-gap", "violation-of-allocation"];

    public IReadOnlyList<(string Metric, string Why)> Skipped => [];

    public IReadOnlyList<Figure> Figures(Results results) => new FisherFigures(this, results).All();

    public IReadOnlyList<Comparison> Compare(Results results) => FisherComparison.Of(this, results);

    internal static ActorId ShardId(int number) => new("shard", number);
}
