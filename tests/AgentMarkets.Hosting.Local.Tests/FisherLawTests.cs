using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: every piece of Fisher markets keeps the laws of its kind without a test of its own, and the laws
/// notice mistakes.</summary>
public class FisherLawTests
{
    private static readonly Catalog All = Catalog.Scan([typeof(IFamily).Assembly, typeof(FisherFamily).Assembly]);

    [Fact]
    public void Utilities_KeepTheirLaws() => BuyerUtilityLaws.OverCatalogue(All,
        ["ces(alpha=1)", "ces(alpha=0.9)", "ces(alpha=0)", "ces(alpha=-1)", "ces(alpha=-5)", "lancaster(r=0.8)"]);

    [Fact]
    public void Contexts_KeepTheirLaws() =>
        ContextLaws.OverCatalogue(All, ["normal(dimension=1)", "features(folder=people)"], new Files());

    [Fact]
    public void Solvers_KeepTheirLaws() => SolverLaws.OverCatalogue(All, ["tatonnement(smoothing=8)"],
        except: new Dictionary<string, SolverLaws.Exceptions>
        {
            ["bids-network"] = SolverLaws.Exceptions.Shards,
            ["market-fc-net"] = SolverLaws.Exceptions.Shards | SolverLaws.Exceptions.Clearing,
            ["eisenberg-gale"] = SolverLaws.Exceptions.Clearing,
            ["streaming"] = SolverLaws.Exceptions.Clearing,
            ["tatonnement"] = SolverLaws.Exceptions.Clearing,
        },
        always: new Dictionary<string, string>
        {
            ["bids-network"] = "batch=24, shard-batch=8, width=8, depth=3, price-every=2, price-buyers=500",
            ["market-fc-net"] = "batch=24, shard-batch=8, width=8, depth=3, steps-per-epoch=2, clear-buyers=500",
            ["eisenberg-gale"] = "epochs=3, steps=20",
            ["streaming"] = "buyers=5000",
        });

    [Theory]
    [InlineData(BrokenUtility.Mistake.Gradient, "the gradient is the difference quotient")]
    [InlineData(BrokenUtility.Mistake.Degree, "three times the bundle is three times the utility")]
    [InlineData(BrokenUtility.Mistake.Best, "no bundle that money buys is better than the best")]
    [InlineData(BrokenUtility.Mistake.Boast, "some bundle that money buys is the best")]
    [InlineData(BrokenUtility.Mistake.Convex, "utility is concave along segments")]
    [InlineData(BrokenUtility.Mistake.Zero, "a bundle with zeros has a utility")]
    internal void BrokenUtility_IsNoticed(BrokenUtility.Mistake mistake, string law) =>
        Breaks(law, () => BuyerUtilityLaws.Check(new BrokenUtility(mistake), "broken"));

    [Fact]
    public void GoodsThatDependOnTheNumberOfBuyers_AreNoticed() => Breaks(
        "goods do not depend on how many buyers and goods there are",
        () => ContextLaws.Check(new GoodsAfterBuyers(), "broken"));

    [Fact]
    public void BuyersThatDependOnTheShard_AreNoticed() => Breaks("any stretch has the same bits",
        () => ContextLaws.Check(new BuyersByPlace(), "broken"));

    [Theory]
    [InlineData(BrokenSolver.Mistake.RoundedSums, "the number of shards changes no bit")]
    [InlineData(BrokenSolver.Mistake.MovedByAsking, "asked again, prices say the same")]
    [InlineData(BrokenSolver.Mistake.Forgotten, "stopped and resumed is uninterrupted")]
    [InlineData(BrokenSolver.Mistake.NotANumber, "prices are numbers")]
    internal void BrokenSolver_IsNoticed(BrokenSolver.Mistake mistake, string law) => Breaks(law,
        () => SolverLaws.Check(new BrokenSolver(mistake), "broken", SolverLaws.Exceptions.Clearing));

    [Fact]
    public void SolverThatDoesNotClear_IsNoticed() => Breaks("what it settles clears",
        () => SolverLaws.Check(new Fisher.Solvers.Tatonnement(new()), "tatonnement"));

    private static void Breaks(string law, Action check) =>
        Assert.Contains($"the law '{law}'", Assert.Throws<TestKitException>(check).Message);

    private sealed class Files : IDataSource
    {
        public (string? Text, string? Problem) Read(string path) => path switch
        {
            "people/buyers.csv" => ("buyer,age,income\nzoe,3,4\nadam,-1,0\neve,0.5,-2\n", null),
            "people/goods.csv" => ("good,age,income\npear,0.5,1\napple,2,-1\n", null),
            _ => (null, "no such file"),
        };

        public (IReadOnlyList<string>? Names, string? Problem) List(string folder) =>
            (["buyers.csv", "goods.csv"], null);
    }
}
