using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

public class UtilityTests
{
    private const double Leontief = double.NegativeInfinity;

    public static TheoryData<double> Alphas => [1, .9, .5, 0, -1, -5, Leontief];

    [Theory]
    [InlineData(1.0, .65312819569591)]
    [InlineData(.5, .23898963678858)]
    [InlineData(0.0, .22732954885051)]
    [InlineData(-2.0, .42885704189585)]
    [InlineData(Leontief, .79801915575479)]
    public void G_NaiveAllocation(double alpha, double gap)
    {
        double[] p = [10 / 3.0, 10 / 6.0, 10 / 9.0];
        Assert.Equal(gap, Gap(alpha, (_, j) => (j + 1) / 4.0, p), 1e-13);
    }

    [Theory]
    [InlineData(1.0, .63271794560797)]
    [InlineData(.5, .3510988871632)]
    [InlineData(0.0, .32837323432832)]
    [InlineData(-2.0, .82676540155062)]
    [InlineData(Leontief, 1.252508681158)]
    public void G_ArbitraryAllocation(double alpha, double gap)
    {
        // x_ij = (i + 2j)/10, scaled to clear; prices (1, 2, 3), scaled to what there is to spend: 10/14.
        double[] scale = [1 / 1.8, 2 / 2.6, 3 / 3.4];
        double[] p = [10 / 14.0, 20 / 14.0, 30 / 14.0];
        Assert.Equal(gap, Gap(alpha, (i, j) => scale[j] * (i + 1 + 2 * (j + 1)) / 10, p), 1e-12);
    }

    [Fact]
    public void GLeontief_FreeGoodsAtTheirPriceZero()
    {
        var chunk = MarketExamples.Chunk(MarketExamples.G);
        var best = new double[4];
        new CesFunction(Leontief).LogFixedPrice(chunk, [10, 0, 0], best);
        AssertClose([Math.Log(.3), Math.Log(.2), Math.Log(.6), Math.Log(.4)], best, 1e-14);
        // What only complements need is free of charge; what replaces others is taken without end.
        new CesFunction(-2).LogFixedPrice(chunk, [10, 0, 0], best);
        Assert.All(best, value => Assert.True(double.IsFinite(value)));
        new CesFunction(.5).LogFixedPrice(chunk, [10, 0, 0], best);
        Assert.All(best, value => Assert.Equal(double.PositiveInfinity, value));
    }

    [Fact]
    public void CobbDouglas_IsNotTheLimitOfAlpha0()
    {
        var chunk = MarketExamples.Chunk(MarketExamples.G);
        double[] x = MarketExamples.Columns(chunk, (i, j) => j + 1);
        var (at, near) = (new double[4], new double[4]);
        new CesFunction(0).LogUtility(chunk, x, at, []);
        new CesFunction(1e-7).LogUtility(chunk, x, near, []);
        // Buyer 1: shares 3, 1, 2 of 6; in the limit equal shares, and log 3 more for each of the 1/alpha.
        Assert.Equal(Math.Log(2) / 6 + Math.Log(3) / 3, at[0], 1e-14);
        Assert.Equal((Math.Log(3) + Math.Log(2) + Math.Log(6)) / 3, near[0] - Math.Log(3) / 1e-7, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void Demand_BuysTheFixedPriceUtility(double alpha)
    {
        // log u(demand) = log ut, for a market with holes; demand by the scalar code of the sparse pass.
        var table = MarketExamples.Random(21, 50, 4, .3);
        var market = new GivenMarket(table);
        var chunk = MarketExamples.Chunk(market);
        double[] p = [1, .3, 2.5, .7], s = [.. p.Select(x => Math.Log(x))];
        var function = new CesFunction(alpha);
        var demand = new SparseDemand(4);
        double[] logUnits = new double[4], scratch = new double[4], x = new double[4 * chunk.Stride];
        for (int i = 0; i < chunk.Rows; i++)
        {
            var row = market.Rows.Of(i);
            demand.LogUnits(row, s, function.ClosedForm!.Value, logUnits, scratch);
            for (int e = 0; e < row.Length; e++)
            {
                x[row.Goods[e] * chunk.Stride + i] = Math.Exp(logUnits[e]);
            }
            // Walras: it costs the budget.
            Assert.Equal(1, row.Goods.ToArray().Sum(j => p[j] * x[j * chunk.Stride + i]) / row.Budget, 1e-13);
        }
        var (value, best) = (new double[50], new double[50]);
        function.LogUtility(chunk, x, value, []);
        function.LogFixedPrice(chunk, p, best);
        AssertClose(best, value, 2e-13);
    }

    [Theory]
    [InlineData(.9)]
    [InlineData(.5)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(-5.0)]
    [InlineData(Leontief)]
    public void Roy_DemandIsTheSlopeOfTheFixedPriceUtility(double alpha)
    {
        var table = MarketExamples.Random(22, 50, 4, .3);
        var market = new GivenMarket(table);
        var chunk = MarketExamples.Chunk(market);
        double[] p = [1, .3, 2.5, .7], s = [.. p.Select(x => Math.Log(x))];
        var function = new CesFunction(alpha);
        var demand = new SparseDemand(4);
        double[] shares = new double[4], up = new double[50], down = new double[50];
        for (int j = 0; j < 4; j++)
        {
            const double Step = 1e-5;
            function.LogFixedPrice(chunk, Moved(p, j, Math.Exp(Step)), up);
            function.LogFixedPrice(chunk, Moved(p, j, Math.Exp(-Step)), down);
            for (int i = 0; i < chunk.Rows; i++)
            {
                var row = market.Rows.Of(i);
                _ = demand.Shares(row, s, function.ClosedForm!.Value, shares);
                int e = row.Goods.IndexOf(j);
                Assert.Equal(e < 0 ? 0 : shares[e], -(up[i] - down[i]) / (2 * Step), 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void Gradient_IsTheSlope(double alpha)
    {
        var chunk = MarketExamples.Chunk(MarketExamples.Random(23, 21, 5, .3));
        var function = new CesFunction(alpha);
        double[] x = MarketExamples.Columns(chunk, (i, j) => .3 + (i * 7 + j * 3) % 10 / 4.0);
        CheckGradient(chunk, function, x, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void Utility_IsOfDegreeOne(double alpha)
    {
        var chunk = MarketExamples.Chunk(MarketExamples.Random(24, 50, 5, .3));
        var function = new CesFunction(alpha);
        double[] x = MarketExamples.Columns(chunk, (i, j) => .3 + (i * 7 + j * 3) % 10 / 4.0);
        var (one, twice) = (new double[50], new double[50]);
        function.LogUtility(chunk, x, one, []);
        function.LogUtility(chunk, [.. x.Select(value => 3 * value)], twice, []);
        AssertClose([.. one.Select(value => value + Math.Log(3))], twice, 1e-13);
        // Twice the budget at twice the prices buys the same.
        function.LogFixedPrice(chunk, [1, 2, 3, 4, 5], one);
        for (int i = 0; i < 50; i++)
        {
            chunk.Budgets[i] *= 2;
        }
        function.LogFixedPrice(chunk, [2, 4, 6, 8, 10], twice);
        AssertClose(one, twice, 1e-13);
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void Zeros_AreNeverNotANumber(double alpha)
    {
        // GS: bundle 1 misses good 1, which its buyer needs; bundle 2 is empty; 3 and 4 miss only what is not wanted.
        var chunk = MarketExamples.Chunk(MarketExamples.GS);
        double[][] bundles = [[0, 1, 1], [0, 0, 0], [1, 1, 0], [2, 0, 0]];
        double[] x = MarketExamples.Columns(chunk, (i, j) => bundles[i][j]);
        double[] value = new double[4], gradient = new double[x.Length];
        new CesFunction(alpha).LogUtility(chunk, x, value, gradient);
        Assert.Equal(alpha <= 0 ? double.NegativeInfinity : 0, value[0], 1e-12);
        Assert.Equal(double.NegativeInfinity, value[1]);
        double two = alpha is 0 or Leontief ? 0 : Math.Log(2) / alpha;
        Assert.Equal(two, value[2], 1e-12);
        Assert.Equal(alpha == 0 ? Math.Log(2) : Math.Log(8), value[3], 1e-12);
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double slope = gradient[j * chunk.Stride + i];
                Assert.True(slope >= 0, $"buyer {i}, good {j}: {slope}");
                Assert.True(slope == 0 || chunk.LogValuations[j * chunk.Stride + i] > double.NegativeInfinity);
            }
        }
        // What is missing is worth infinitely more, unless goods replace each other perfectly.
        Assert.Equal(alpha == 1 ? 2 : double.PositiveInfinity, gradient[0], 1e-12);
        Assert.Equal(double.PositiveInfinity, gradient[chunk.Stride + 1]);
        // One good: d log u/dx = 1/x.
        Assert.Equal(.5, gradient[3], 1e-15);
    }

    [Fact]
    public void Aliases_AreEndsOfTheFamily()
    {
        var market = new GivenMarket(MarketExamples.G);
        Assert.Equal(ClosedForm.Linear, new Linear().Of(0, 1, market).ClosedForm);
        Assert.Equal(new ClosedForm(0, true), new CobbDouglas().Of(0, 1, market).ClosedForm);
        Assert.Equal(new ClosedForm(-1, false), new Utilities.Leontief().Of(0, 1, market).ClosedForm);
        var ces = new Ces(new Ces.Settings { Alpha = new(1, .5, -1) });
        Assert.Equal([double.PositiveInfinity, 1, -.5],
            Enumerable.Range(0, 3).Select(replica => ces.Of(replica, 1, market).ClosedForm!.Value.K));
    }

    internal static void CheckGradient(BuyerChunk chunk, IUtilityFunction function, double[] x, double tolerance)
    {
        var gradient = new double[x.Length];
        double[] value = new double[chunk.Rows], up = new double[chunk.Rows], down = new double[chunk.Rows];
        function.LogUtility(chunk, x, value, gradient);
        for (int j = 0; j < chunk.Goods; j++)
        {
            const double Step = 1e-6;
            function.LogUtility(chunk, Column(j, Step), up, []);
            function.LogUtility(chunk, Column(j, -Step), down, []);
            for (int i = 0; i < chunk.Rows; i++)
            {
                Assert.Equal((up[i] - down[i]) / (2 * Step), gradient[j * chunk.Stride + i], tolerance);
            }
        }
        for (int i = 0; i < chunk.Rows; i++)
        {
            // Euler: u is of degree one.
            Assert.Equal(1, Enumerable.Range(0, chunk.Goods)
                .Sum(j => x[j * chunk.Stride + i] * gradient[j * chunk.Stride + i]), 1e-13);
        }

        double[] Column(int j, double by) =>
            [.. x.Select((units, at) => at / chunk.Stride == j ? units + by : units)];
    }

    internal static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], tolerance);
        }
    }

    private static double[] Moved(double[] p, int good, double by) =>
        [.. p.Select((price, j) => j == good ? price * by : price)];

    // LFW(p) - LNW(x) of G.
    private static double Gap(double alpha, Func<int, int, double> units, double[] p)
    {
        var chunk = MarketExamples.Chunk(MarketExamples.G);
        var (value, best) = (new double[4], new double[4]);
        var function = new CesFunction(alpha);
        function.LogUtility(chunk, MarketExamples.Columns(chunk, units), value, []);
        function.LogFixedPrice(chunk, p, best);
        return Enumerable.Range(0, 4).Sum(i => (i + 1) * (best[i] - value[i])) / 10;
    }
}
