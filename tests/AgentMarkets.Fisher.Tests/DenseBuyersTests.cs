using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Passes;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: dense buyers are read as they were made, and the undecided among them are buyers like all
/// others.</summary>
public class DenseBuyersTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_GivesBuyersAndPadding(bool stored)
    {
        var market = new DenseMarket<float>(BlockTree.BlockSize + 500, 3, 0.3);
        using var buyers = market.Open(stored, 1, 1);
        var chunk = new BuyerChunk(100, 3, 2);
        buyers.Load(BlockTree.BlockSize + 450, 50, chunk);
        IsOf(market, chunk, [.. Enumerable.Range(BlockTree.BlockSize + 450, 50)]);
        // What stood there before is gone.
        buyers.Load(BlockTree.BlockSize + 3, 20, chunk);
        IsOf(market, chunk, [.. Enumerable.Range(BlockTree.BlockSize + 3, 20)]);
    }

    [Fact]
    public void Row_IsTheSupportOfABuyer()
    {
        var market = new DenseMarket<double>(BlockTree.BlockSize + 9, 4, 0.5);
        foreach (var buyers in new[] { market.Open(true, 1, 1), market.Open(false, 1, 1) })
        {
            var (goods, logs, budget) = buyers.Row(BlockTree.BlockSize + 5);
            double[] l = DenseReference.Logs(market, BlockTree.BlockSize + 5);
            Assert.Equal(Enumerable.Range(0, 4).Where(j => !double.IsNegativeInfinity(l[j])), goods);
            Assert.Equal(goods.Select(j => l[j]), logs);
            Assert.Equal(market.Budget(BlockTree.BlockSize + 5), budget);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Budgets_AreThoseOfThePass(bool stored)
    {
        var market = new DenseMarket<float>(9001, 2);
        using var buyers = market.Open(stored);
        var tree = new BlockTree();
        buyers.AddBudgets(tree);
        var pass = DenseSpendingTests.Pass(2, new ClosedForm(1, false), Precision.Single);
        Assert.Equal(DenseSpendingTests.Total(buyers, pass)[3], Assert.Single(tree.Total()!));
    }

    [Fact]
    public void Sample_OfIndependentBuyers_IsStretches()
    {
        var market = new DenseMarket<float>(10_000, 3);
        foreach (bool stored in new[] { true, false })
        {
            var chunk = new BuyerChunk(600, 3, 2);
            market.Open(stored).Sample(Stream(1), 600, chunk);
            long[] numbers = chunk.Numbers[..600];
            IsOf(market, chunk, [.. numbers.Select(n => (int)n)]);
            for (int i = 0; i < 600; i++)
            {
                Assert.True(i % 256 == 0 || numbers[i] == numbers[i - 1] + 1);
            }
            Assert.Equal(3, numbers.Where((_, i) => i % 256 == 0).Distinct().Count());
        }
    }

    [Fact]
    public void Sample_OfGivenBuyers_IsDrawnWithReplacement()
    {
        var market = new DenseMarket<float>(5000, 3) { AreIndependent = false };
        var chunk = new BuyerChunk(4000, 3, 2);
        market.Open().Sample(Stream(2), 4000, chunk);
        IsOf(market, chunk, [.. chunk.Numbers[..4000].Select(n => (int)n)]);
        // Of 4,000 draws from 5,000 about 5,000 (1 - e^-0.8) = 2,753 are different.
        Assert.InRange(chunk.Numbers[..4000].Distinct().Count(), 2653, 2853);
        Assert.InRange(chunk.Numbers[..4000].Average(), 2400, 2600);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Undecided_AreThoseWithoutAClearBest(bool stored)
    {
        const double Lead = 1;
        var market = new DenseMarket<float>(2 * BlockTree.BlockSize + 300, 3, 0.6);
        double[] s = [0.3, -0.2, 0.1];
        using var buyers = market.Open(stored);
        var tree = new BlockTree();
        using var left = buyers.Undecided(s, Lead, tree);
        List<int> undecided = [];
        var decided = new double[3];
        for (int i = 0; i < market.Buyers; i++)
        {
            double[] d = [.. DenseReference.Logs(market, i).Zip(s, (l, p) => l - p)];
            double[] order = [.. d.OrderDescending()];
            if (double.IsNegativeInfinity(order[1]) || order[0] - order[1] > Lead)
            {
                decided[Array.IndexOf(d, order[0])] += market.Budget(i);
            }
            else
            {
                undecided.Add(i);
            }
        }
        Assert.All(tree.Total()!.Zip(decided), pair => Assert.Equal(pair.Second, pair.First, 1e-12 * pair.Second));
        Assert.Equal(undecided.Count, left.Count);
        Assert.InRange(undecided.Count, 1000, 5000);
        Assert.Equal(undecided, NumbersOf(market, left));
        Assert.Equal(undecided, left.Numbers().Select(number => (int)number));
        Assert.Equal(Enumerable.Range(0, market.Buyers), buyers.Numbers().Select(number => (int)number));
        Assert.Equal(DenseReference.Logs(market, undecided[^1]).Where(l => !double.IsNegativeInfinity(l)),
            left.Row(undecided[^1]).LogValuations);
        // Again, and more strictly: some of them are decided now.
        using var fewer = left.Undecided(s, Lead / 2, new BlockTree());
        Assert.Equal(undecided.Where(i =>
        {
            double[] d = [.. DenseReference.Logs(market, i).Zip(s, (l, p) => l - p).OrderDescending()];
            return d[0] - d[1] <= Lead / 2;
        }), NumbersOf(market, fewer));
    }

    [Fact]
    public void Undecided_SpendAsBuyers()
    {
        var market = new DenseMarket<float>(2 * BlockTree.BlockSize, 4, 0.2);
        double[] s = [0.3, -0.2, 0.1, 0];
        // Nobody leads by so much, but who wants one good only.
        using var left = market.Open().Undecided(s, 1e6, new BlockTree());
        using var none = market.Open().Undecided(s, -1, new BlockTree());
        Assert.Equal(0, none.Count);
        var pass = DenseSpendingTests.Pass(4, new ClosedForm(4, false), Precision.Double);
        Assert.All(DenseSpendingTests.Total(none, pass), x => Assert.Equal(0, x));
        double[] all = DenseSpendingTests.Total(market.Open(), pass);
        double[] some = DenseSpendingTests.Total(left, pass);
        int single = 0;
        for (int i = 0; i < market.Buyers; i++)
        {
            double[] l = DenseReference.Logs(market, i);
            if (l.Count(x => !double.IsNegativeInfinity(x)) == 1)
            {
                some[Array.IndexOf(l, l.Max())] += market.Budget(i);
                single++;
            }
        }
        Assert.InRange(single, 1, 200);
        Assert.Equal(market.Buyers - single, left.Count);
        Assert.All(all[..4].Zip(some[..4]), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * pair.First));
    }

    private static List<int> NumbersOf(DenseMarket<float> market, Buyers buyers)
    {
        List<int> numbers = [];
        var chunk = new BuyerChunk(BlockTree.BlockSize, market.Goods, 2);
        for (int b = 0; b < buyers.BlockCount; b++)
        {
            buyers.Load((long)(buyers.FirstBlock + b) * BlockTree.BlockSize, buyers.RowsOf(b), chunk);
            int[] here = [.. chunk.Numbers[..chunk.Rows].Select(n => (int)n)];
            IsOf(market, chunk, here);
            numbers.AddRange(here);
        }
        return numbers;
    }

    private static void IsOf(DenseMarket<float> market, BuyerChunk chunk, int[] buyers)
    {
        Assert.Equal(buyers.Length, chunk.Rows);
        for (int i = 0; i < chunk.Stride; i++)
        {
            bool there = i < buyers.Length;
            Assert.Equal(there ? buyers[i] : 0, chunk.Numbers[i]);
            Assert.Equal(there ? market.Budget(buyers[i]) : 0, chunk.Budgets[i]);
            Assert.Equal(there ? buyers[i] : 0, chunk.Contexts[2 * i]);
            Assert.Equal(there ? -buyers[i] : 0, chunk.Contexts[2 * i + 1]);
            for (int j = 0; j < market.Goods; j++)
            {
                Assert.Equal(there ? market.Log(buyers[i], j) : 0, chunk.LogValuations[j * chunk.Stride + i]);
            }
        }
    }

    private static RandomStream Stream(long round) =>
        new(StreamKey.Of(7, new ActorId("shard", 1), "batch"), round);
}
