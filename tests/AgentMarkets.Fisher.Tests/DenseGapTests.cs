using AgentMarkets.Fisher.Passes;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: the measures of closed-form demand are those of docs/fisher.md, 6. Method: against plain loops that
/// build every bundle, and the laws that regrets obey.</summary>
public class DenseGapTests
{
    public static TheoryData<double, bool, double, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<double, bool, double, bool, double>();
            foreach (double holes in new[] { 0, 0.3 })
            {
                foreach (double k in new[] { 9, 1, -0.5, -5.0 / 6, -1, 999 })
                {
                    cases.Add(k, false, k, false, holes);
                }
                cases.Add(0, true, 0, true, holes);
                cases.Add(double.PositiveInfinity, false, double.PositiveInfinity, false, holes);
                // A smoothed demand stands for a linear one; and buyers who are not what they say they are.
                cases.Add(256, false, double.PositiveInfinity, false, holes);
                cases.Add(1, false, 9, false, holes);
                cases.Add(1, false, 0, true, holes);
                cases.Add(0, true, -1, false, holes);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Measures_AreThoseOfPlainLoops(double k, bool isCobbDouglas, double utilityK, bool isUtilityCobbDouglas,
        double holes)
    {
        var pass = Pass(6, new ClosedForm(k, isCobbDouglas), new ClosedForm(utilityK, isUtilityCobbDouglas));
        double tolerance = 1e-13 * Math.Max(1, double.IsInfinity(k) ? 1 : Math.Abs(k));
        Compare(new DenseMarket<double>(701, 6, holes), pass, tolerance);
        Compare(new DenseMarket<float>(701, 6, holes), pass, tolerance);
    }

    [Fact]
    public void Regrets_AreNotNegative_AndNoneWherePricesAreThoseOfDemand()
    {
        foreach (var form in new[] { new ClosedForm(9, false), new(-0.5, false), new(-1, false), new(0, true),
            ClosedForm.Linear })
        {
            var market = new DenseMarket<float>(1000, 5, 0.3);
            var worst = new RegretList(1000);
            Measure(market, Pass(5, form, form), worst);
            Assert.All(worst.Worst, buyer => Assert.InRange(buyer.Regret, -1e-14, double.MaxValue));
            Assert.True(worst.Worst[0].Regret > 0.01);
            double[] s = Pass(5, form, form).S;
            worst = new RegretList(1000);
            Measure(market, new GapPass(s, form, form, [1, 1, 1, 1, 1], [.. s.Select(x => Math.Exp(x))]), worst);
            Assert.All(worst.Worst, buyer => Assert.InRange(buyer.Regret, -1e-14, 1e-14));
        }
    }

    [Fact]
    public void SumsAlone_AreThoseOfTheWholeMeasure()
    {
        foreach (var form in new[] { new ClosedForm(9, false), new(-1, false), new(0, true), ClosedForm.Linear })
        {
            var market = new DenseMarket<float>(5000, 5, 0.3);
            var worst = new RegretList();
            double[] all = Measure(market, Pass(5, form, form), new RegretList());
            double[] alone = Measure(market, Pass(5, form, form) with { Prices = null }, worst);
            Assert.Equal([.. all[..6], 0, 0, 0, 0], alone);
            Assert.Empty(worst.Worst);
        }
    }

    [Fact]
    public void FreeGoods_OfLeontiefBuyers_AreTakenAsFarAsTheyServe()
    {
        // docs/fisher.md, 6: x_ij = u_i / v_ij, so that nobody regrets.
        var market = new DenseMarket<double>(1000, 4);
        double[] prices = [0, 1.5, 0, 0.7];
        var pass = new GapPass([.. prices.Select(p => Math.Log(p))], new ClosedForm(-1, false),
            new ClosedForm(-1, false), [1, 1, 1, 1], prices);
        double[] sums = Compare(market, pass, 1e-13);
        Assert.True(sums[0] > 0 && sums[2] > 0);
        Assert.InRange(sums[5] / sums[4], -1e-15, 1e-15);
    }

    [Fact]
    public void TiedBuyers_SplitTheirBudgetsAsTold()
    {
        var market = new DenseMarket<float>(5000, 4);
        double B(long i) => market.Budget(i);
        long[] buyers = [0, 8, 15, 4095, 4096, 4999];
        var splits = new SplitSpending(buyers, [0, 2, 4, 5, 7, 9, 11], [0, 1, 2, 3, 3, 0, 3, 1, 2, 0, 2],
        [
            B(0) / 4, 3 * B(0) / 4, B(8) / 2, B(8) / 2, B(15), B(4095) / 3, 2 * B(4095) / 3, B(4096) / 8,
            7 * B(4096) / 8, 0, B(4999),
        ]);
        Compare(market, Pass(4, ClosedForm.Linear, ClosedForm.Linear) with { Splits = splits }, 1e-13);
    }

    [Fact]
    public void EqualGoods_TheFirstIsTaken()
    {
        var market = new DenseMarket<float>(200, 3);
        double[] l = DenseReference.Logs(market, 42);
        // At these prices buyer 42 does not care, and is the only one.
        var pass = new GapPass(l, ClosedForm.Linear, ClosedForm.Linear, [1, 1, 1], [1, 1, 1]);
        Compare(market, pass, 1e-13);
    }

    [Fact]
    public void Blocks_HaveTheSameBitsWhereverTheyAreCut()
    {
        var market = new DenseMarket<float>(2 * BlockTree.BlockSize + 5, 4, 0.2);
        var pass = Pass(4, new ClosedForm(1, false), new ClosedForm(1, false));
        var whole = new RegretList();
        double[] sums = Measure(market, pass, whole);
        var (cut, worst) = (new BlockTree(), new RegretList());
        foreach (var (first, count) in new[] { (0, 2), (2, 1) })
        {
            using var shard = market.Open(first > 0, first, count);
            shard.Measure(pass, cut, worst);
        }
        Assert.Equal(sums, cut.Total());
        Assert.Equal(whole.Worst, worst.Worst);
    }

    private static GapPass Pass(int goods, ClosedForm demand, ClosedForm utility) => new(
        [.. Enumerable.Range(0, goods).Select(j => Math.Sin(3 * j) - 0.5)], demand, utility,
        [.. Enumerable.Range(0, goods).Select(j => 1 + 0.3 * Math.Cos(j))],
        [.. Enumerable.Range(0, goods).Select(j => Math.Exp(Math.Sin(3 * j) - 0.4 + 0.1 * j))]);

    private static double[] Measure<T>(DenseMarket<T> market, GapPass pass, RegretList worst)
        where T : unmanaged
    {
        using var buyers = market.Open();
        var tree = new BlockTree();
        buyers.Measure(pass, tree, worst);
        return tree.Total()!;
    }

    private static double[] Compare<T>(DenseMarket<T> market, GapPass pass, double tolerance)
        where T : unmanaged
    {
        var (expected, regrets) = DenseReference.Measure(market, pass);
        var worst = new RegretList();
        double[] got = Measure(market, pass, worst);
        double budget = expected[pass.Goods];
        for (int e = 0; e < got.Length; e++)
        {
            bool signed = e > pass.Goods && e < pass.Goods + 4;
            double scale = signed ? budget + Math.Abs(expected[e]) : expected[e];
            Assert.True(got[e] == expected[e] || Math.Abs(got[e] - expected[e]) <= tolerance * scale,
                $"number {e}: {got[e]:R}, not {expected[e]:R}");
        }
        double[] largest = [.. regrets.OrderDescending().Take(RegretList.Kept)];
        Assert.All(worst.Worst.Zip(largest), pair =>
        {
            Assert.Equal(pair.Second, pair.First.Regret, 100 * tolerance * (1 + pair.Second));
            Assert.Equal(regrets[pair.First.Buyer], pair.First.Regret, 100 * tolerance * (1 + pair.Second));
        });
        return got;
    }
}
