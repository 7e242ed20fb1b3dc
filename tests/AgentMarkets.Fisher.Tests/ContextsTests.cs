using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

public class ContextsTests
{
    private const int Many = 1 << 17;

    private static readonly DrawnContexts[] Laws =
        [new Normal(new()), new Uniform(new()), new Exponential(new() { Dimension = 5 })];

    // Mean, variance, third and fourth moments about the mean.
    [Theory]
    [InlineData(0, 0.0, 1.0, 0.0, 3.0)]
    [InlineData(1, 0.5, 1 / 12.0, 0.0, 1 / 80.0)]
    [InlineData(2, 1.0, 1.0, 2.0, 9.0)]
    public void Entries_HaveTheMomentsOfTheirLaw(int law, double mean, params double[] moments)
    {
        float[] b = Contexts(Laws[law].Open(7, Many, 3, false), 0, Many);
        double count = b.Length;
        Assert.Equal(mean, b.Sum(x => (double)x) / count, 6 * Math.Sqrt(moments[0] / count));
        for (int power = 2; power <= 4; power++)
        {
            // Ten of the estimate's own deviations at most, taken as a tenth of a percent to a few percent.
            double moment = b.Sum(x => Math.Pow(x - mean, power)) / count;
            Assert.Equal(moments[power - 2], moment, power == 2 ? .012 : power == 3 ? .06 : .6);
        }
        // Entries of one buyer, and of neighbours, are not correlated.
        foreach (int lag in new[] { 1, 5, 5 * 128, 5 * 256 })
        {
            double product = Enumerable.Range(0, b.Length - lag).Sum(q => (b[q] - mean) * (b[q + lag] - mean));
            Assert.Equal(0, product / (b.Length - lag) / moments[0], 6 / Math.Sqrt(count));
        }
    }

    [Fact]
    public void NormalTails_AreThere()
    {
        double[] uniform = new double[512];
        var entries = new float[512];
        Array.Fill(uniform, .5);
        // u = 1 - 2^-50, straight ahead: sqrt(2 * 50 log 2) = 8.33.
        (uniform[0], uniform[256]) = (1 - Math.Pow(2, -50), 0);
        (uniform[1], uniform[257]) = (.3, .8);
        (uniform[2], uniform[258]) = (1e-9, .37);
        Laws[0].Transform(uniform, entries);
        foreach (int q in new[] { 0, 1, 2, 3 })
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - uniform[q])), angle = 2 * Math.PI * uniform[256 + q];
            Assert.Equal(radius * Math.Cos(angle), entries[q], 1e-6 * radius);
            Assert.Equal(radius * Math.Sin(angle), entries[256 + q], 1e-6 * radius);
        }
        Assert.Equal(8.3255, entries[0], 1e-4);

        // As many beyond 4 as there should be: 6.33e-5 of 655,360, 41.5 on average.
        float[] b = Contexts(Laws[0].Open(8, Many, 3, false), 0, Many);
        Assert.InRange(b.Count(x => Math.Abs(x) > 4), 15, 75);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AnyStretch_HasTheSameBits(int law)
    {
        var market = Laws[law].Open(3, 5000, 7, false);
        var whole = new BuyerChunk(1300, 7, 5);
        var source = Source(market);
        source.Fill(0, 1300, whole.Stride, LogValuations(1300, out var all), whole.Budgets);
        source.FillContexts(0, 1300, whole.Contexts);
        foreach (var (first, rows) in new[] { (0, 1), (255, 2), (256, 256), (17, 31), (1000, 300), (511, 513) })
        {
            var other = Source(market);
            var budgets = new double[rows];
            other.Fill(first, rows, 1312, LogValuations(rows, out var part), budgets);
            Assert.Equal(whole.Budgets[first..(first + rows)], budgets);
            other.FillBudgets(first, rows, budgets);
            Assert.Equal(whole.Budgets[first..(first + rows)], budgets);
            for (int j = 0; j < 7; j++)
            {
                Assert.Equal(all.AsSpan(j * 1312 + first, rows), part.AsSpan(j * 1312, rows));
                // Nothing beyond its rows is written.
                Assert.Equal(-77, part[j * 1312 + rows]);
            }
            var contexts = new float[rows * 5];
            other.FillContexts(first, rows, contexts);
            Assert.Equal(whole.Contexts[(first * 5)..((first + rows) * 5)], contexts);
        }

        static Span<float> LogValuations(int rows, out float[] columns)
        {
            columns = new float[7 * 1312];
            Array.Fill(columns, -77);
            return columns;
        }
    }

    [Fact]
    public void Goods_DependNeitherOnBuyersNorOnTheOtherGoods()
    {
        var few = Laws[0].Open(3, 10, 4, false).Contexts!;
        var many = Laws[0].Open(3, 5000, 300, false).Contexts!;
        Assert.Equal(few.Values, many.Values[..20]);
        Assert.NotEqual(few.Values, Laws[0].Open(4, 10, 4, false).Contexts!.Values);
        Assert.Equal(1500, many.Values.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Valuations_AreSoftplusOfTheProduct(int law)
    {
        var market = Laws[law].Open(5, 2000, 6, false);
        var chunk = MarketExamples.Chunk(market, 5);
        float[] g = market.Contexts!.Values;
        for (int i = 0; i < 2000; i++)
        {
            var b = chunk.Contexts.AsSpan(i * 5, 5);
            double squares = 0;
            foreach (float entry in b)
            {
                squares += (double)entry * entry;
            }
            Assert.Equal(Math.Sqrt(squares), chunk.Budgets[i], 1e-14);
            for (int j = 0; j < 6; j++)
            {
                double z = 0, scale = 0;
                for (int k = 0; k < 5; k++)
                {
                    z += (double)b[k] * g[j * 5 + k];
                    scale += Math.Abs((double)b[k] * g[j * 5 + k]);
                }
                Assert.Equal(LogSoftplus(z), chunk.LogValuations[j * chunk.Stride + i], 6e-7 * (1 + scale));
            }
        }
    }

    [Fact]
    public void Valuations_AreStableFarOut()
    {
        // One good, g = 1; buyers from -200 to 200.
        float[] b = [.. Enumerable.Range(-200, 401).Select(z => (float)z)];
        var source = new ContextSource(new GivenPages(b, 1), new GoodContexts(1, [1]), null, false);
        var logs = new float[401];
        source.Fill(0, 401, 401, logs, new double[401]);
        for (int i = 0; i < 401; i++)
        {
            Assert.Equal(LogSoftplus(b[i]), logs[i], 3e-7 * Math.Max(1, Math.Abs(LogSoftplus(b[i]))));
        }
    }

    [Fact]
    public void NaiveGap_IsThePublishedOne()
    {
        // Table 1 has .365 at n = 2^20; over markets the mean is .355 and the deviation .036.
        var gaps = Enumerable.Range(1, 16).Select(seed => NaiveGap((ulong)seed, 1 << 11)).ToArray();
        Assert.All(gaps, gap => Assert.InRange(gap, .22, .50));
        Assert.Equal(.355, gaps.Average(), 4 * .036 / Math.Sqrt(16));
    }

    [Fact]
    public void MeanBudget_OfNormalContexts()
    {
        var market = Laws[0].Open(9, Many, 1, false);
        var budgets = new double[Many];
        Source(market).FillBudgets(0, Many, budgets);
        Assert.Equal(2.1277, budgets.Average(), .01);
    }

    [Fact]
    public void Market_SaysWhatItIs()
    {
        var market = Laws[0].Open(9, 3_000_000_000, 3, false);
        Assert.Equal([3e9, 3e9, 3e9], market.Supply);
        Assert.Equal(["good-1", "good-2", "good-3"], market.GoodNames);
        Assert.Equal("buyer-3000000000", market.BuyerName(2_999_999_999));
        Assert.Empty(market.UnwantedGoods);
    }

    [Fact]
    public void Pieces_AreWrittenAsInExperiments()
    {
        var catalog = Catalog.Scan([typeof(IContexts).Assembly]);
        Assert.Equal(["exponential", "features", "normal", "uniform"],
            catalog.Pieces("contexts").Select(piece => piece.Name).Order());
        var problems = new Problems("test");
        var contexts = new Binder(catalog, problems).ReadPiece<IContexts>("uniform(dimension=3)", "contexts");
        Assert.Equal(3, contexts!.Dimension);
        var ces = new Binder(catalog, problems).ReadPiece<IBuyerUtility>("ces(alpha=1.5)", "utility");
        Assert.Null(ces);
        Assert.Contains("alpha", problems.ToString());
    }

    private static double NaiveGap(ulong seed, int buyers)
    {
        var market = Laws[0].Open(seed, buyers, 10, false);
        var chunk = MarketExamples.Chunk(market, 5);
        double budget = chunk.Budgets.Sum();
        double[] p = [.. Enumerable.Repeat(budget / (10.0 * buyers), 10)];
        double[] value = new double[buyers], best = new double[buyers];
        var utility = new CesFunction(.5);
        utility.LogUtility(chunk, MarketExamples.Columns(chunk, (_, _) => 1), value, []);
        utility.LogFixedPrice(chunk, p, best);
        return Enumerable.Range(0, buyers).Sum(i => chunk.Budgets[i] * (best[i] - value[i])) / budget;
    }

    private static double LogSoftplus(double z) => z < -18 ? z - Math.Exp(z) / 2
        : Math.Log(Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))));

    private static ContextSource Source(IMarket market) => ((ContextMarket)market).Source();

    private static float[] Contexts(IMarket market, long first, int rows)
    {
        var contexts = new float[rows * market.Contexts!.Dimension];
        Source(market).FillContexts(first, rows, contexts);
        return contexts;
    }
}
