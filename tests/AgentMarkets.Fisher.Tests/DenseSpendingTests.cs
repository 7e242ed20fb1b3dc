using AgentMarkets.Fisher.Passes;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: the fused pass is what docs/fisher.md, 3 says, at every exponent, size and precision. Method: against
/// plain loops on random markets.</summary>
public class DenseSpendingTests
{
    public static TheoryData<double, bool, double> Forms
    {
        get
        {
            var forms = new TheoryData<double, bool, double>();
            foreach (double holes in new[] { 0, 0.3 })
            {
                foreach (double k in new[] { 9, 1, -0.5, -5.0 / 6, -1, 999 })
                {
                    forms.Add(k, false, holes);
                }
                forms.Add(0, true, holes);
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Pass_IsThatOfPlainLoops(double k, bool isCobbDouglas, double holes)
    {
        // What k multiplies is rounded once before.
        double tolerance = 3e-15 * Math.Max(1, Math.Abs(k) / 4);
        var form = new ClosedForm(k, isCobbDouglas);
        Compare(new DenseMarket<double>(701, 7, holes), form, Precision.Double, tolerance);
        Compare(new DenseMarket<float>(701, 7, holes), form, Precision.Double, tolerance);
        Compare(new DenseMarket<float>(701, 7, holes), form, Precision.Single, 2e-6 * Math.Max(1, Math.Abs(k)));
        Compare(new DenseMarket<double>(701, 7, holes), form, Precision.Single, 2e-6 * Math.Max(1, Math.Abs(k)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 2)]
    [InlineData(300, 3)]
    [InlineData(511, 5)]
    [InlineData(4096, 10)]
    [InlineData(4097, 20)]
    [InlineData(70, 300)]
    public void Pass_FitsAnyNumberOfBuyersAndGoods(int buyers, int goods)
    {
        Compare(new DenseMarket<float>(buyers, goods, 0.2), new ClosedForm(1, false), Precision.Double, 3e-15);
        Compare(new DenseMarket<float>(buyers, goods, 0.2), new ClosedForm(1, false), Precision.Single, 2e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(4000)]
    public void Sample_IsTheFirstRowsOfEveryBlock(int rows)
    {
        var market = new DenseMarket<float>(9001, 4, 0.2);
        Compare(market, new ClosedForm(-0.5, false), Precision.Double, 3e-15, rows);
        Compare(market, new ClosedForm(-0.5, false), Precision.Double, 3e-15, rows, stored: false);
    }

    [Fact]
    public void Sums_AreSharesOfTheBudgets()
    {
        var market = new DenseMarket<float>(20_000, 10, 0.4);
        foreach (double k in new[] { 999, 1, -0.9, -1 })
        {
            double[] sums = Total(market.Open(), Pass(10, new ClosedForm(k, false), Precision.Double));
            Assert.InRange(sums[..10].Sum() / sums[11], 1 - 1e-14, 1 + 1e-14);
            // sum_l S_jl = D_j: shares of a buyer add up to 1.
            for (int j = 0; j < 10; j++)
            {
                double row = Enumerable.Range(0, 10).Sum(l => sums[12 + (j > l ? j * (j + 1) / 2 + l
                    : l * (l + 1) / 2 + j)]);
                Assert.InRange(row / sums[j], 1 - 1e-13, 1 + 1e-13);
            }
        }
    }

    [Fact]
    public void WithoutS_TheRestHasTheSameBits()
    {
        var buyers = new DenseMarket<float>(5000, 6).Open();
        foreach (var precision in new[] { Precision.Single, Precision.Double })
        {
            var with = Pass(6, new ClosedForm(1, false), precision);
            double[] without = Total(buyers, with with { Second = false });
            Assert.Equal(8, without.Length);
            Assert.Equal(Total(buyers, with)[..8], without);
        }
    }

    [Fact]
    public void Blocks_HaveTheSameBitsWhereverTheyAreCut_StoredOrMadeAnew()
    {
        var market = new DenseMarket<float>(3 * BlockTree.BlockSize + 77, 5, 0.1);
        var pass = Pass(5, new ClosedForm(9, false), Precision.Double);
        double[] whole = Total(market.Open(), pass);
        Assert.Equal(whole, Total(market.Open(stored: false), pass));
        var cut = new BlockTree();
        foreach (var (first, count) in new[] { (0, 1), (1, 2), (3, 1) })
        {
            using var shard = market.Open(first == 1, first, count);
            shard.Spend(pass, cut);
        }
        Assert.Equal(whole, cut.Total());
    }

    [Fact]
    public void Bits_AreTheSameOnEveryProcessor()
    {
        // Also where vectors are narrower: DOTNET_EnableAVX512=0 or DOTNET_EnableAVX2=0 before this test.
        var market = new DenseMarket<float>(1000, 5, 0.2);
        ulong hash = 14695981039346656037;
        foreach (var form in new[] { new ClosedForm(1.5, false), new(-0.7, false), new(0, true) })
        {
            var pass = new SpendingPass([0.25, -0.5, 0.125, 1, 0], form, Precision.Double, true);
            var tree = new BlockTree();
            market.Open().Measure(new GapPass(pass.S, form, form, [1, 2, 1, 1, 1], [1, 1, 2, 1, 1]), tree,
                new RegretList());
            double[] all = [.. Total(market.Open(), pass), .. tree.Total()!,
                .. Total(market.Open(), pass with { Precision = Precision.Single })];
            // FNV-1a (Fowler, Noll and Vo).
            foreach (double x in all)
            {
                hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(x)) * 1099511628211;
            }
        }
        Assert.Equal("9cecca3b9359c629", $"{hash:x}");
    }

    [Fact]
    public void ExtremePrices_StayFinite()
    {
        var market = new DenseMarket<float>(100, 3, 0.4);
        foreach (double k in new[] { 1e8, 1, -0.5, -1 })
        {
            foreach (var precision in new[] { Precision.Single, Precision.Double })
            {
                var pass = new SpendingPass([-300, 0, 300], new ClosedForm(k, false), precision, true);
                Assert.All(Total(market.Open(), pass), x => Assert.True(double.IsFinite(x)));
            }
        }
    }

    internal static SpendingPass Pass(int goods, ClosedForm form, Precision precision,
        int rows = BlockTree.BlockSize) =>
        new([.. Enumerable.Range(0, goods).Select(j => Math.Sin(3 * j) - 0.5)], form, precision, true, rows);

    internal static double[] Total(Buyers buyers, SpendingPass pass)
    {
        var tree = new BlockTree();
        buyers.Spend(pass, tree);
        return tree.Total()!;
    }

    private static void Compare<T>(DenseMarket<T> market, ClosedForm form, Precision precision, double tolerance,
        int rows = BlockTree.BlockSize, bool stored = true)
        where T : unmanaged
    {
        var pass = Pass(market.Goods, form, precision, rows);
        double[] expected = DenseReference.Spend(market, pass);
        using var buyers = market.Open(stored);
        double[] got = Total(buyers, pass);
        Assert.Equal(expected.Length, got.Length);
        int m = market.Goods;
        for (int e = 0; e < got.Length; e++)
        {
            // G is a sum of numbers of both signs; S below the diagonal may be next to nothing.
            double scale = e == m ? Math.Abs(expected[m]) + expected[m + 1]
                : e < m + 2 ? expected[e] : expected[e] + 1e-3 * tolerance * expected[m + 1];
            Assert.True(Math.Abs(got[e] - expected[e]) <= tolerance * scale,
                $"number {e} of {got.Length}: {got[e]:R}, not {expected[e]:R} ({(got[e] - expected[e]) / scale:E2})");
        }
    }
}
