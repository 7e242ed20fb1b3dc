using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

public class SparseTests
{
    public static TheoryData<double> Ks => [9, 1, 0, -5.0 / 6, -1];

    [Theory]
    [InlineData(9.0, 1.754955921406, 6.310414333852, 1.083669346063, 2.178809986906, 1.519570226709)]
    [InlineData(1.0, 2.406219975435, 12.31911242953, 1.916957007277, 1.895705905554, 1.430543727205)]
    [InlineData(0.0, -0.5019162283469, 0.6524302895459, 13 / 6.0, 25 / 12.0, 11 / 9.0)]
    [InlineData(-2 / 3.0, -1.034895929653, 0.381602706008, 8.694457107605, 0.4588939458224, 0.1292516669169)]
    public void G_MeasuresItsEquilibrium(double k, double welfare, double weighted, params double[] p) =>
        IsEquilibrium(MarketExamples.G, new ClosedForm(k, k == 0), p, welfare, weighted);

    [Fact]
    public void GL_MeasuresItsEquilibrium() =>
        IsEquilibrium(MarketExamples.GL, new ClosedForm(-1, false), [1, 2, 3], 0.8122823207775);

    [Theory]
    [InlineData(1.0, 0.9385732328876, 2.800756308792, 2.552867923678, 0.8231878837648)]
    [InlineData(0.0, -0.7678465912051, 19 / 6.0, 3.0, 5 / 12.0)]
    [InlineData(-2 / 3.0, -0.5647163135776, 3.309581541819, 2.428854584923, 0.6307819366292)]
    public void GS_MeasuresItsEquilibrium(double k, double welfare, params double[] p) =>
        IsEquilibrium(MarketExamples.GS, new ClosedForm(k, k == 0), p, welfare);

    [Fact]
    public void GLeontief_FreeGoodsAreTakenInProportion()
    {
        double[] sums = Measure(MarketExamples.G, new GapPass([Math.Log(10), double.NegativeInfinity,
            double.NegativeInfinity], new(-1, false), new(-1, false), [1, 1, 1], [10, 0, 0]));
        Assert.Equal(1, sums[0], 1e-12);
        // u = 3 x_1 = .3, then .2, .8, .4; x_2 = u / v.
        Assert.Equal(.3 / 1 + .2 / 4 + .6 / 2 + .4 / 3, sums[1], 1e-12);
        Assert.Equal(0, sums[4], 1e-12);
        Assert.Equal(-0.9620488427989, sums[5] / sums[3], 1e-12);
        Assert.Equal(0.41, sums[7] / sums[3], 1e-12);
    }

    [Fact]
    public void GLinear_TiedBuyersSplitAsTold()
    {
        double[] p = [1, 2.25, 1.5];
        // Buyer 4 spends 5/2 on 10/9 units of good 2 and 3/2 on one unit of good 3.
        var splits = new SplitSpending([3], [0, 2], [1, 2], [2.5, 1.5]);
        double[] sums = Measure(MarketExamples.G, new GapPass([.. p.Select(x => Math.Log(x))], ClosedForm.Linear,
            ClosedForm.Linear, [1, 1, 1], p, splits));
        Assert.Equal([1, 2, 3], sums[..3].Select(x => Math.Round(x, 12)));
        Assert.Equal(0, sums[4], 1e-12);
        Assert.Equal(1.723929595286, sums[5] / sums[3], 1e-11);
        Assert.Equal(6.144444444444, sums[7] / sums[3], 1e-11);
        // Without a split they take their first best good, whose market then does not clear.
        double[] unsplit = Measure(MarketExamples.G, new GapPass([.. p.Select(x => Math.Log(x))], ClosedForm.Linear,
            ClosedForm.Linear, [1, 1, 1], p));
        Assert.Equal(8 / 9.0 + 16 / 9.0, unsplit[1], 1e-12);
        Assert.Equal(2, unsplit[2], 1e-12);
    }

    [Fact]
    public void GSLinear_TiedBuyersSplitAsTold()
    {
        // Buyer 1 takes good 3, buyer 4 good 1; buyer 2 splits between goods 2 and 3, buyer 3 between 1 and 2.
        double[] p = [21 / 8.0, 21 / 8.0, 7 / 8.0];
        var splits = new SplitSpending([1, 2], [0, 2, 4], [1, 2, 0, 1], [1.25, 0.75, 1.625, 1.375]);
        double[] sums = Measure(MarketExamples.GS, new GapPass([.. p.Select(x => Math.Log(x))], ClosedForm.Linear,
            ClosedForm.Linear, [1, 1, 1], p, splits));
        Assert.Equal([1, 1, 2], sums[..3].Select(x => Math.Round(x, 12)));
        Assert.Equal(0, sums[4], 1e-12);
        Assert.Equal(0.3726708831348, sums[5] / sums[3], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Ks))]
    public void Spend_IsTheScalarFormula(double k)
    {
        var form = new ClosedForm(k, k == 0);
        var table = MarketExamples.Random(3, 4200, 6, .5);
        double[] s = [.3, -.4, 1.1, -2, 0, .7];
        using var buyers = Open(table, 0, 2);
        var tree = new BlockTree();
        buyers.Spend(new SpendingPass(s, form, Precision.Double, true), tree);
        double[] expected = Reference(table, form, s, _ => true);
        AssertClose(expected, tree.Total()!, 1e-12);

        // A sample is the first buyers of every block, and is itself a pass of them.
        var sampled = new BlockTree();
        buyers.Spend(new SpendingPass(s, form, Precision.Single, true, RowsPerBlock: 37), sampled);
        AssertClose(Reference(table, form, s, i => i % BlockTree.BlockSize < 37), sampled.Total()!, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Ks))]
    public void Blocks_DoNotDependOnWhoHoldsThem(double k)
    {
        var table = MarketExamples.Random(4, 9000, 5, .6);
        double[] s = [.3, -.4, 1.1, -2, 0];
        var pass = new SpendingPass(s, new ClosedForm(k, k == 0), Precision.Double, true);
        BlockTree whole = new(), parts = new();
        using (var all = Open(table, 0, 3))
        {
            all.Spend(pass, whole);
        }
        foreach (int block in new[] { 0, 1, 2 })
        {
            using var one = Open(table, block, 1);
            one.Spend(pass, parts);
        }
        Assert.Equal(whole.Total()!, parts.Total()!);
    }

    [Fact]
    public void Measure_OfSmoothedDemandTendsToTheLinearOne()
    {
        var table = MarketExamples.Random(5, 300, 6, .5);
        double[] p = [1, 2, .5, 3, 1, 1];
        double[] s = [.. p.Select(x => Math.Log(x))];
        double[] exact = Measure(table, new GapPass(s, ClosedForm.Linear, ClosedForm.Linear, Ones(6), p));
        double[] smoothed = Measure(table, new GapPass(s, new(1e9, false), ClosedForm.Linear, Ones(6), p));
        AssertClose(exact, smoothed, 1e-6);
        Assert.Equal(0, exact[7], 1e-9);
    }

    [Fact]
    public void Measure_NamesTheWorstBuyers()
    {
        var table = MarketExamples.Random(6, 500, 6, .5);
        double[] s = [.3, -.4, 1.1, -2, 0, .7], p = [1, 1, 1, 1, 1, 1];
        var worst = new RegretList();
        double[] sums = Measure(table, new GapPass(s, new(1, false), new(1, false), Ones(6), p), worst);
        Assert.Equal([.. sums[..7], 0, 0, 0, 0],
            Measure(table, new GapPass(s, new(1, false), new(1, false), Ones(6), null)));
        Assert.Equal(RegretList.Kept, worst.Worst.Count);
        Assert.True(worst.Worst[0].Regret >= worst.Worst[9].Regret && worst.Worst[9].Regret > 0);
        Assert.True(sums[7] > 0);
        // The worst buyer's regret by itself.
        int buyer = (int)worst.Worst[0].Buyer;
        var alone = Measure(Alone(table, buyer), new GapPass(s, new(1, false), new(1, false), Ones(6), p));
        Assert.Equal(worst.Worst[0].Regret, alone[8 - 1] / alone[6], 1e-12);
    }

    [Fact]
    public void Undecided_AndTheDecidedSpendingMakeUpAll()
    {
        var table = MarketExamples.Random(7, 5000, 4, .3);
        double[] s = [.1, .2, .3, -.1];
        using var buyers = Open(table, 0, 2);
        var decided = new BlockTree();
        using var undecided = buyers.Undecided(s, .5, decided);
        double left = 0;
        foreach (long number in undecided.Numbers())
        {
            var (goods, logs, budget) = undecided.Row(number);
            double[] values = [.. goods.Select((j, e) => logs[e] - s[j]).OrderDescending()];
            Assert.True(values.Length > 1 && values[0] - values[1] <= .5);
            left += budget;
        }
        Assert.InRange(undecided.Count, 500, 4500);
        Assert.Equal(undecided.Count, undecided.RowsOf(0) + undecided.RowsOf(1));
        Assert.Equal(table.Budgets.Sum(), decided.Total()!.Sum() + left, 1e-8);
        var budgets = new BlockTree();
        undecided.AddBudgets(budgets);
        Assert.Equal(left, budgets.Total()![0], 1e-8);

        // Those that are left can be asked again, and loaded by their place in the block.
        using var fewer = undecided.Undecided(s, .1, new BlockTree());
        Assert.InRange(fewer.Count, 1, undecided.Count - 1);
        var chunk = new BuyerChunk(3, 4, 0);
        undecided.Load(BlockTree.BlockSize + 1, 3, chunk);
        Assert.Equal(undecided.Numbers().Skip(undecided.RowsOf(0) + 1).Take(3), chunk.Numbers[..3]);
    }

    [Fact]
    public void Load_UnpacksRowsAndPads()
    {
        var chunk = new BuyerChunk(3, 3, 0);
        Array.Fill(chunk.LogValuations, 7);
        Array.Fill(chunk.Budgets, 7);
        using var buyers = Open(MarketExamples.GS, 0, 1);
        buyers.Load(1, 2, chunk);
        Assert.Equal(2, chunk.Rows);
        Assert.Equal([double.NegativeInfinity, 0, 0], chunk.LogValuations[..3]);
        Assert.Equal([Math.Log(3), 0, 0], chunk.LogValuations.AsSpan(chunk.Stride, 3).ToArray());
        Assert.Equal([0, double.NegativeInfinity, 0], chunk.LogValuations.AsSpan(2 * chunk.Stride, 3).ToArray());
        Assert.Equal([2, 3, 0], chunk.Budgets[..3]);
        Assert.Equal([1, 2], chunk.Numbers[..2]);
    }

    [Fact]
    public void Sample_DrawsEveryBuyerAlike()
    {
        using var buyers = Open(MarketExamples.G, 0, 1);
        var chunk = new BuyerChunk(4000, 3, 0);
        buyers.Sample(new RandomStream(StreamKey.Of(1, new ActorId("test", 1), "sample"), 0), 4000, chunk);
        for (int buyer = 0; buyer < 4; buyer++)
        {
            Assert.InRange(chunk.Numbers[..4000].Count(number => number == buyer), 880, 1120);
        }
        Assert.Equal(chunk.Numbers[..4000].Select(i => i + 1.0), chunk.Budgets[..4000]);
    }

    [Theory]
    [MemberData(nameof(Ks))]
    public void DenseBuyers_SayTheSame(double k)
    {
        var form = new ClosedForm(k, k == 0);
        var table = MarketExamples.Random(8, 4300, 5, .3);
        double[] s = [.3, -.4, 1.1, -2, 0], p = [1, 2, .5, 3, 1], a = [1, .9, 1.1, 1, 1.2];
        var market = new GivenMarket(table);
        Assert.False(market.IsSparse);
        using var dense = market.Open(0, 2);
        using var sparse = Open(table, 0, 2);
        foreach (var form2 in new[] { form, ClosedForm.Linear })
        {
            var gap = new GapPass(s, form, form2, a, p);
            BlockTree one = new(), other = new();
            RegretList worst = new(), worst2 = new();
            dense.Measure(gap, one, worst);
            sparse.Measure(gap, other, worst2);
            AssertClose(one.Total()!, other.Total()!, 1e-12);
            Assert.Equal(worst.Worst.Select(w => w.Buyer).Order(), worst2.Worst.Select(w => w.Buyer).Order());
        }
        BlockTree spending = new(), spending2 = new();
        var pass = new SpendingPass(s, form, Precision.Double, true);
        dense.Spend(pass, spending);
        sparse.Spend(pass, spending2);
        AssertClose(spending.Total()!, spending2.Total()!, 1e-12);
        using var left = dense.Undecided(s, .4, new BlockTree());
        using var left2 = sparse.Undecided(s, .4, new BlockTree());
        Assert.Equal(left.Numbers(), left2.Numbers());
    }

    private static SparseBuyers Open(MarketTable table, int firstBlock, int blocks) =>
        new(new GivenMarket(table).Rows, firstBlock, blocks);

    private static double[] Measure(MarketTable table, GapPass pass, RegretList? worst = null)
    {
        using var buyers = Open(table, 0, BlockTree.BlocksOf(table.Budgets.Length));
        var tree = new BlockTree();
        buyers.Measure(pass, tree, worst ?? new RegretList());
        return tree.Total()!;
    }

    private static void IsEquilibrium(MarketTable table, ClosedForm form, double[] p, double welfare,
        double? weighted = null)
    {
        int m = p.Length;
        double[] sums = Measure(table, new GapPass([.. p.Select(x => Math.Log(x))], form, form, Ones(m), p));
        for (int j = 0; j < m; j++)
        {
            Assert.Equal(1, sums[j] / table.Supply[j], 1e-10);
        }
        Assert.Equal(0, sums[m + 1] / sums[m], 1e-12);
        Assert.Equal(welfare, sums[m + 2] / sums[m], 1e-10);
        Assert.Equal(welfare, sums[m + 3] / sums[m], 1e-10);
        Assert.Equal(weighted ?? sums[m + 4] / sums[m], sums[m + 4] / sums[m], 1e-9);
    }

    private static MarketTable Alone(MarketTable table, int buyer) => table with
    {
        BuyerNames = ["alone"],
        Starts = [0, table.Starts[buyer + 1] - table.Starts[buyer]],
        Goods = table.Goods[table.Starts[buyer]..table.Starts[buyer + 1]],
        Values = table.Values[table.Starts[buyer]..table.Starts[buyer + 1]],
        Budgets = [table.Budgets[buyer]],
    };

    /// <summary>D, G, B, S as they are written, one buyer after the other.</summary>
    private static double[] Reference(MarketTable table, ClosedForm form, double[] s, Func<int, bool> isIn)
    {
        int m = s.Length;
        var sums = new double[m + 2 + m * (m + 1) / 2];
        for (int i = 0; i < table.Budgets.Length; i++)
        {
            if (!isIn(i))
            {
                continue;
            }
            var w = new double[m];
            for (int e = table.Starts[i]; e < table.Starts[i + 1]; e++)
            {
                int j = table.Goods[e];
                w[j] = form.IsCobbDouglas ? table.Values[e] : Math.Pow(table.Values[e] / Math.Exp(s[j]), form.K);
            }
            double sum = w.Sum();
            w = [.. w.Select(x => x / sum)];
            double worth = form.IsCobbDouglas ? w.Select((q, j) => q > 0 ? q * (Math.Log(q) - s[j]) : 0).Sum()
                : Math.Log(sum) / form.K;
            for (int j = 0, packed = m + 2; j < m; j++)
            {
                sums[j] += table.Budgets[i] * w[j];
                for (int l = 0; l <= j; l++)
                {
                    sums[packed++] += table.Budgets[i] * w[j] * w[l];
                }
            }
            sums[m] += table.Budgets[i] * worth;
            sums[m + 1] += table.Budgets[i];
        }
        return sums;
    }

    private static double[] Ones(int m) => [.. Enumerable.Repeat(1.0, m)];

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(Math.Abs(expected[k] - actual[k]) <= tolerance * scale, $"{k}: {expected[k]} {actual[k]}");
        }
    }
}
