using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: every piece of the catalogue keeps the laws of its kind, without a test of its own.</summary>
public class LawTests
{
    private static readonly Catalog All = Catalog.Scan([typeof(IFamily).Assembly, typeof(AuctionFamily).Assembly]);

    // Rules with other settings than their defaults, each beside these.
    private static readonly string[] Rules =
    [
        "first-price(reserve=0.3, entry-fee=0.05)", "second-price(reserve=0.3, ties=lowest)",
        "third-price(reserve=0.3, ties=draw)", "all-pay(reserve=0.3)", "war-of-attrition(entry-fee=0.05)",
        "first-price(reserve=0.3, zero-wins=true)", "generalised-all-pay(a=1)", "tullock(r=0.5)", "tullock(r=3)",
        "prize-contest(prizes=[1,0.5])", "prize-contest(prizes=[1,0.5,0.25,0.125], ties=nobody)",
        "prize-contest(prizes=[1,0.5], types=cost, ties=lowest)", "prize-contest(prizes=[1,0.5], ties=draw)",
        "prize-contest(prizes=[1,0.5], zero-wins=true)", "matrix-game(game=shapley)",
        "matrix-game(payoffs=[[3,0],[5,1]])", "matrix-game(payoffs=[[1,0,0,0],[0,0,0,1]])",
        "matrix-game(players=[[[1,0],[0,1],[2,2]],[[1,0,3],[0,1,4]]])", "ring-contest(k=0.5)", "bilinear(bound=0.75)",
    ];

    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Fact]
    public void Mechanisms_KeepTheirLaws() => MechanismLaws.OverCatalogue(All, Rules);

    [Fact]
    public void Oppositions_AreWhatPlayingEveryGameShows() => OppositionLaws.OverCatalogue(All, Rules);

    [Fact]
    public void Priors_KeepTheirLaws() => PriorLaws.OverCatalogue(All,
        ["uniform(low=0.25, high=3)", "empirical(file=values.csv)", "empirical(file=values.csv, interpolate=true)",
            "empirical(file=weighted.csv)", "empirical(file=rows.csv)"], new Files());

    [Fact]
    public void Learners_KeepTheirLaws() => LearnerLaws.OverCatalogue(All,
        ["gradient(optimizer=sgd, learning-rate=0.05)", "gradient(optimizer=momentum, learning-rate=0.005)",
            "averaged(learner=optimistic)"]);

    [Fact]
    public void Strategies_KeepTheirLaws() => StrategyLaws.OverCatalogue(All,
        ["linear(start=0.3)", "linear(jitter=0.5)", "constant(start=0.2, scale=log, jitter=0.3)",
            "constant(jitter=0.3)", "table(types=8, bids=11, jitter=0.3)",
            "mlp(hidden=[5], activation=tanh)", "piecewise-linear(knots=5)",
            "table(types=8, bids=11, high=0.9)", "file(path=strategy.csv)", "file(path=strategies.csv)"], new Files());

    [Fact]
    public void Utilities_KeepTheirLaws() => UtilityLaws.OverCatalogue(All,
        ["crra(r=1)", "crra(r=0.9)", "crra(r=0.2)", "cara(a=0)", "cara(a=1e-6)", "cara(a=5)",
            "budget(0.5, utility=roi)", "budget(0.5, constraint=soft, utility=crra(0.5))",
            "budget(0.5, utility=cara(2))"]);

    [Fact]
    public void Smoothings_KeepTheirLaws()
    {
        SmoothingLaws.OfStrength[] forms =
        [
            beta => new OwnBid(new OwnBid.Settings { Beta = new PerReplica(beta) }),
            beta => new MarketPrice(new MarketPrice.Settings { Beta = new PerReplica(beta) }),
            beta => new SoftmaxAllocation(new SoftmaxAllocation.Settings
            {
                Temperature = new PerReplica([.. beta.Select(b => 1 / b)]),
            }),
            _ => new NoSmoothing(),
        ];
        foreach (var form in forms)
        {
            SmoothingLaws.OverCatalogue(form, All, Rules);
        }
    }

    [Theory]
    [InlineData("strategy=linear")]
    [InlineData("strategy=mlp(hidden=[4])", "learner=gradient(optimizer=momentum)")]
    public void ActorsOfTheAuction_KeepTheirLaws(params string[] overrides) =>
        BehaviorLaws.Check(() => (IGame)Scenes.FirstPrice(overrides));

    [Fact]
    public void ActorsOfTheAuction_KeepTheirLawsAroundAMeasurement() =>
        BehaviorLaws.Check(() => Scenes.FirstPrice(), measure: true);

    [Theory]
    [MemberData(nameof(Plays))]
    public void ActorsOfEveryPlay_KeepTheirLaws(string play) =>
        BehaviorLaws.Check(() => Scenes.OfPlay(play), rounds: 3, measure: true);

    [Fact]
    public void ActorsOfTheSoundControl_KeepTheirLaws() => BehaviorLaws.Check(() => NegativeControls.Sound());

    private sealed class Files : IDataSource
    {
        public (string? Text, string? Problem) Read(string path) => path switch
        {
            "values.csv" => ("value\n0.1\n0.4\n0.45\n0.9\n1.3\n", null),
            "weighted.csv" => ("value,weight\n0.1,1\n0.4,3\n0.9,0.5\n", null),
            "rows.csv" => ("a,b\n0.1,0.9\n0.4,0.2\n0.3,0.7\n0.4,0.6\n", null),
            "strategy.csv" => ("bidder,type,bid\n1,0.3,0.1\n1,0.5,0.3\n1,0.9,0.35\n", null),
            "strategies.csv" => ("replica,bidder,type,bid,utility-loss\n1,1,0,0,0\n1,1,1,0.5,0\n1,2,0,0,0\n"
                + "1,2,1,0.4,0\n1,3,0,0,0\n1,3,1,0.6,0\n1,4,0,0,0\n2,2,0,0,0\n2,2,1,0.45,0\n", null),
            _ => (null, "no such file"),
        };

        public (IReadOnlyList<string>? Names, string? Problem) List(string folder) => (null, "no such folder");
    }
}
