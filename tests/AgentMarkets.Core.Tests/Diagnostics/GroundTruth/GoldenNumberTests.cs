using AgentMarkets.TestKit.GroundTruth;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>The golden numbers of docs/oscillation.md, 4, at 64 replicas and with the smaller batches; at 256 and with
/// all of them by one command: <c>AgentMarkets.Bench golden</c>.</summary>
public sealed class GoldenNumberTests
{
    private const int Replicas = 64;
    private static readonly GoldenBidders Bidders = new(Replicas);
    private static readonly GoldenContests Contests = new(Replicas);

    private static readonly Dictionary<string, Func<IEnumerable<GoldenNumber>>> Parts = new()
    {
        ["a, from 0.9"] = Bidders.ReportsGame,
        ["a, against the batch"] = () => Bidders.SpreadAgainstBatch(128),
        ["b, T1"] = GoldenSteps.RestAndBurst,
        ["c1, c2"] = Bidders.Ringing,
        ["c3"] = GoldenSteps.Flips,
        ["d"] = GoldenSteps.Turns,
        ["e1"] = Contests.Favourite,
        ["e2"] = Contests.Ring,
        ["f1"] = GoldenWeights.RockPaperScissors,
        ["f2"] = GoldenWeights.Shapley,
        ["f3"] = GoldenWeights.AllPay,
        ["f4"] = GoldenWeights.SharedTable,
        ["g"] = GoldenSteps.Drift,
        ["h"] = Bidders.UnlikeBidders,
    };

    public static TheoryData<string> Names => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenNumbersAreMet(string part) => Assert.All(Parts[part](), number => Assert.True(number.IsMet,
        $"{number.What}: {number.Measured} +- {number.MeasuredError}, not {number.Golden} +- {number.Allowed}"));

    [Fact]
    public void ANumberThatIsTooFarOffIsNotMet()
    {
        Assert.True(GoldenNumber.Drawn("x", "y", 1, 0.3, 0, (3, 0.4)).IsMet);
        Assert.False(GoldenNumber.Drawn("x", "y", 1, 0.3, 0, (3.1, 0.4)).IsMet);
        Assert.False(GoldenNumber.Exact("x", "y", 1, 1e-6, 1.000002).IsMet);
        Assert.False(GoldenNumber.Exact("x", "y", 1, 1e-6, double.NaN).IsMet);
    }
}
