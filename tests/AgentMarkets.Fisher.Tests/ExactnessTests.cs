using AgentMarkets.Fisher.Markets;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>The exact solver on markets made to break it: budgets over twelve orders of magnitude, copies of buyers and
/// of goods, one buyer with nearly all the money, valuations that differ in the ninth digit, whole numbers, islands
/// without trade between them.</summary>
public sealed class ExactnessTests
{
    private const int Seeds = 60;

    private static readonly double[] Alphas = [1, .999, .9, .5, 0, -1, -5, -50, double.NegativeInfinity];

    public static TheoryData<string, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, double>();
            foreach (string kind in Enum.GetNames<RandomMarket.Kind>())
            {
                Array.ForEach(Alphas, alpha => cases.Add(kind, alpha));
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SixtyMarketsDense(string kind, double alpha) => Check(kind, alpha, market => market);

    [Theory]
    [MemberData(nameof(Cases))]
    public void SixtyMarketsSparse(string kind, double alpha) => Check(kind, alpha, market => new AsSparse(market));

    /// <summary>Enough buyers for a sample, single precision and several blocks.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void OneMarketOfManyBuyers(string kind, double alpha) => Check(kind, alpha, market => market, 1, 20_000, 6);

    private static void Check(string kind, double alpha, Func<GivenMarket, IMarket> store, int seeds = Seeds,
        int buyers = 50, int goods = 4)
    {
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            var drawn = RandomMarket.Of(Enum.Parse<RandomMarket.Kind>(kind), seed, buyers, goods);
            var solved = Solved.Of(store(drawn.Market), alpha);
            double mean = drawn.Budgets.Sum() / drawn.Supply.Length;
            double least = solved.P.Zip(drawn.Supply).Where(p => p.First > 0).Min(p => p.First * p.Second);
            double allowed = least >= 1e-3 * mean ? 1e-12 : Math.Max(1e-12, 1e-13 * mean / least);
            // What is not proved says so, and is as good to ten digits.
            bool isProved = alpha != 1 || solved.Last("proof") == 1;
            bool isExact = solved.NashGap >= -1e-14 && solved.NashGap <= (isProved ? 1e-12 : 1e-10)
                && solved.ViolationOfAllocation <= allowed && solved.ViolationOfPrice <= 1e-12
                && solved.Remarks.Any(remark => remark.Contains("no proof")) != isProved;
            Assert.True(isExact, $"seed {seed}: NG {solved.NashGap:0.0e+0}, "
                + $"VoA {solved.ViolationOfAllocation:0.0e+0} of {allowed:0.0e+0}, "
                + $"VoP {solved.ViolationOfPrice:0.0e+0}, rounds {solved.Rounds}, "
                + $"residual {solved.Last("residual"):0.0e+0}; {string.Join(" ", solved.Remarks)}");
            Assert.True(isProved || kind == nameof(RandomMarket.Kind.NearTies), $"seed {seed}: no proof");
        }
    }
}
