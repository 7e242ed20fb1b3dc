using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Utilities whose demand has no closed form: proportional response, lancaster, users' own.</summary>
public class UtilityWithoutFormTests
{
    private static readonly double[] Prices = [1.5, .8, 2.1, 1, 3];

    [Theory]
    [InlineData(.5)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(-5.0)]
    public void ProportionalDemand_FindsTheClosedForm(double alpha)
    {
        var chunk = MarketExamples.Chunk(MarketExamples.Random(31, 40, 5, .3));
        var function = new CesFunction(alpha);
        var (exact, found) = (new double[40], new double[40]);
        function.LogFixedPrice(chunk, Prices, exact);
        ProportionalDemand.LogFixedPrice(chunk,
            some => (x, log, gradient) => function.LogUtility(some, x, log, gradient), Prices, 4000, found);
        for (int i = 0; i < 40; i++)
        {
            // The shares that are kept from 0 cost 1e-12 each.
            Assert.InRange(exact[i] - found[i], -1e-13, ProportionalDemand.Tolerance + 1e-11);
        }
    }

    [Fact]
    public void ProportionalDemand_BoundHoldsAtEveryStep()
    {
        var chunk = MarketExamples.Chunk(MarketExamples.Random(32, 40, 5, 0));
        var function = new CesFunction(.9);
        double[] exact = new double[40], value = new double[40];
        function.LogFixedPrice(chunk, Prices, exact);
        foreach (int steps in new[] { 1, 2, 4, 10, 40 })
        {
            double[] bound = new double[chunk.Stride], shares = MarketExamples.Columns(chunk, (_, _) => .2);
            // The bound is of the shares before the last step; those after it are no worse.
            ProportionalDemand.Improve(chunk, (x, log, gradient) => function.LogUtility(chunk, x, log, gradient),
                Prices, steps, shares, bound);
            function.LogUtility(chunk, MarketExamples.Columns(chunk,
                (i, j) => shares[j * chunk.Stride + i] * chunk.Budgets[i] / Prices[j]), value, []);
            for (int i = 0; i < 40; i++)
            {
                Assert.InRange(exact[i] - value[i], -1e-13, bound[i]);
            }
        }
    }

    [Fact]
    public void Lancaster_SlopesAreSlopes()
    {
        foreach (double r in new[] { .5, .3, 1 })
        {
            var (chunk, function) = Lancaster(r);
            double[] x = MarketExamples.Columns(chunk, (i, j) => .3 + (i * 7 + j * 3) % 10 / 4.0);
            UtilityTests.CheckGradient(chunk, function, x, 1e-7);
        }
    }

    [Fact]
    public void Lancaster_IsItsFormula()
    {
        var (chunk, function) = Lancaster(.5);
        double[] x = MarketExamples.Columns(chunk, (i, j) => .3 + (i * 7 + j * 3) % 10 / 4.0);
        double[] units = [x[2], x[chunk.Stride + 2], x[2 * chunk.Stride + 2], x[3 * chunk.Stride + 2],
            x[4 * chunk.Stride + 2]];
        // T and th seen through the utility itself: one good alone, at r = 1, gives sum_c th_c T_jc.
        var (_, linear) = Lancaster(1);
        double[] alone = new double[5], value = new double[chunk.Rows], straight = new double[chunk.Rows];
        for (int good = 0; good < 5; good++)
        {
            linear.LogUtility(chunk, MarketExamples.Columns(chunk, (_, j) => j == good ? 1 : 0), value, []);
            alone[good] = Math.Exp(value[2]);
        }
        linear.LogUtility(chunk, x, straight, []);
        Assert.Equal(alone.Select((worth, j) => worth * units[j]).Sum(), Math.Exp(straight[2]), 1e-11);
        function.LogUtility(chunk, x, value, []);
        Assert.NotEqual(straight[2], value[2], 1e-2);
        // At r = 1 the best bundle is the good that gives the most for its price.
        var best = new double[chunk.Rows];
        linear.LogFixedPrice(chunk, Prices, best);
        Assert.Equal(Math.Log(chunk.Budgets[2] * alone.Select((worth, j) => worth / Prices[j]).Max()), best[2], 1e-9);
    }

    [Fact]
    public void Lancaster_NoBundleIsBetterThanTheBest()
    {
        var (chunk, function) = Lancaster(.5);
        double[] best = new double[chunk.Rows], value = new double[chunk.Rows];
        function.LogFixedPrice(chunk, Prices, best);
        double least = double.PositiveInfinity;
        for (int trial = 0; trial < 200; trial++)
        {
            double[] weights = [.. Enumerable.Range(0, 5).Select(j => Math.Exp(3 * Math.Sin(trial * (j + 1.7))))];
            function.LogUtility(chunk, MarketExamples.Columns(chunk,
                (i, j) => chunk.Budgets[i] * weights[j] / weights.Sum() / Prices[j]), value, []);
            for (int i = 0; i < chunk.Rows; i++)
            {
                least = Math.Min(least, best[i] - value[i]);
            }
        }
        Assert.InRange(least, 0, .1);
    }

    [Fact]
    public void Lancaster_BuyersDoNotDependOnTheirNeighbours()
    {
        var (chunk, function) = Lancaster(.5);
        var all = new double[chunk.Rows];
        function.LogFixedPrice(chunk, Prices, all);
        using var buyers = ContextMarket().Open(0, 1);
        var one = new BuyerChunk(1, 5, 5);
        buyers.Load(13, 1, one);
        var alone = new double[1];
        function.LogFixedPrice(one, Prices, alone);
        Assert.Equal(all[13], alone[0]);
    }

    [Fact]
    public void Lancaster_NeedsContexts()
    {
        var lancaster = new Lancaster(new());
        Assert.NotNull(lancaster.Missing(new GivenMarket(MarketExamples.G)));
        Assert.Null(lancaster.Missing(ContextMarket()));
    }

    [Fact]
    public void OwnUtility_IsTheSameAsTheOneBuiltIn()
    {
        var chunk = MarketExamples.Chunk(MarketExamples.Random(33, 37, 5, .3));
        var (own, ces) = (new OwnCes(whole: true).Of(0, 1, ContextMarket()), new CesFunction(.5));
        double[] x = MarketExamples.Columns(chunk, (i, j) => .3 + (i * 7 + j * 3) % 10 / 4.0);
        double[] value = new double[37], expected = new double[37];
        double[] gradient = new double[x.Length], expectedGradient = new double[x.Length];
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        own.LogUtility(chunk, x, value, gradient);
        ces.LogUtility(chunk, x, expected, expectedGradient);
        UtilityTests.AssertClose(expected, value, 1e-12);
        foreach (int row in Enumerable.Range(0, 37))
        {
            UtilityTests.AssertClose(Row(expectedGradient, row), Row(gradient, row), 1e-12);
        }
        own.LogFixedPrice(chunk, Prices, value);
        ces.LogFixedPrice(chunk, Prices, expected);
        UtilityTests.AssertClose(expected, value, ProportionalDemand.Tolerance);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        double[] Row(double[] columns, int row) =>
            [.. Enumerable.Range(0, 5).Select(j => columns[j * chunk.Stride + row])];
    }

    [Fact]
    public void OwnUtility_OfAnotherShapeIsRefused()
    {
        var chunk = MarketExamples.Chunk(MarketExamples.G);
        double[] x = MarketExamples.Columns(chunk, (_, _) => 1);
        var wrong = new OwnCes(whole: false).Of(0, 1, ContextMarket());
        var error = Assert.Throws<InvalidOperationException>(() => wrong.LogUtility(chunk, x, new double[4], []));
        Assert.Contains("OwnCes.LogUtility gave Float64 [4, 1] for 4 buyers", error.Message);
    }

    private static IMarket ContextMarket() => new Normal(new()).Open(5, 60, 5, stored: false);

    private static (BuyerChunk, IUtilityFunction) Lancaster(double r)
    {
        var market = ContextMarket();
        var lancaster = new Lancaster(new Lancaster.Settings { R = r });
        return (MarketExamples.Chunk(market, 5), lancaster.Of(0, 5, market));
    }

    /// <summary>What a user would write for ces(alpha=0.5).</summary>
    private sealed class OwnCes(bool whole) : DifferentiableUtility
    {
        public override Tensor LogUtility(Tensor logValuations, Tensor contexts, Tensor x)
        {
            var parts = (0.5 * (logValuations + x.log())).logsumexp(1, keepdim: !whole);
            return 2 * parts;
        }
    }
}
