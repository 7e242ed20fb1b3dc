using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Markets whose equilibria are known to twelve digits and more: computed with 40 digits by two methods that
/// agree to 1e-30.</summary>
public sealed class GoldenTests
{
    private const double Leontief = double.NegativeInfinity;

    private static readonly double[,] G = { { 3, 1, 2 }, { 1, 4, 1 }, { 2, 2, 5 }, { 1, 3, 2 } };
    private static readonly double[,] GL = { { 1, 2, 3 }, { 2, 2, 1 }, { 3, 1, 1 }, { 1, 1, 2 } };
    private static readonly double[,] GS = { { 2, 0, 1, 0 }, { 0, 3, 1, 0 }, { 1, 1, 0, 0 }, { 4, 0, 0, 0 } };

    public static TheoryData<double, double[], double, double> OfG => new()
    {
        { 1, [1, 2.25, 1.5], 1.723929595286, 6.144444444444 },
        { .9, [1.083669346063, 2.178809986906, 1.519570226709], 1.754955921406, 6.310414333852 },
        { .5, [1.916957007277, 1.895705905554, 1.430543727205], 2.406219975435, 12.31911242953 },
        { 0, [13.0 / 6, 25.0 / 12, 11.0 / 9], -0.5019162283469, 0.6524302895459 },
        { -2, [8.694457107605, 0.4588939458224, 0.1292516669169], -1.034895929653, 0.381602706008 },
        { Leontief, [10, 0, 0], -0.9620488427989, 0.41 },
    };

    public static TheoryData<double, double[], double> OfGS => new()
    {
        { 1, [21.0 / 8, 21.0 / 8, 7.0 / 8, 0], 0.3726708831348 },
        { .5, [2.800756308792, 2.552867923678, 0.8231878837648, 0], 0.9385732328876 },
        { 0, [19.0 / 6, 3, 5.0 / 12, 0], -0.7678465912051 },
        { -2, [3.309581541819, 2.428854584923, 0.6307819366292, 0], -0.5647163135776 },
    };

    [Theory]
    [MemberData(nameof(OfG))]
    public void DenseMarket(double alpha, double[] prices, double welfare, double social) =>
        Check(Table(G), alpha, prices, welfare, social);

    [Theory]
    [MemberData(nameof(OfG))]
    public void TheSameThroughTheSparsePass(double alpha, double[] prices, double welfare, double social) =>
        Check(new AsSparse(Table(G)), alpha, prices, welfare, social);

    [Theory]
    [MemberData(nameof(OfGS))]
    public void SparseMarketWithAGoodThatNobodyValues(double alpha, double[] prices, double welfare)
    {
        var market = new GivenMarket(MarketTable.Of(GS, [1, 2, 3, 1], [1, 1, 2, 5]));
        Check(market, alpha, prices, welfare, null);
        Check(new AsSparse(market), alpha, prices, welfare, null);
        Assert.Equal(["good-4"], market.UnwantedGoods);
    }

    [Fact]
    public void LeontiefInTheInterior()
    {
        var solved = Solved.Of(GL, [3, 9, 16, 9], [5, 6.5, 19.0 / 3], Leontief);
        Near([1, 2, 3], solved.P);
        Assert.Equal(0.8122823207775, solved.LogNashWelfare, 1e-10);
        double[,] x = { { 1, .5, 1.0 / 3 }, { 1, 1, 2 }, { 1, 3, 3 }, { 2, 2, 1 } };
        CheckAllocation(x, solved);
    }

    [Fact]
    public void Allocations()
    {
        CheckAllocation(new[,] { { 1, 0, 0 }, { 0, 8.0 / 9, 0 }, { 0, 0, 2 }, { 0, 10.0 / 9, 1 } },
            Solved.Of(Table(G), 1));
        CheckAllocation(new[,]
        {
            { 0.2338846045504, 0.07971924926604, 0.279983763639 },
            { 0.1634053302593, 0.6683578141136, 0.2934193089748 },
            { 0.2919053336658, 0.2984866075473, 1.310401887661 },
            { 0.3108047315245, 0.9534363290731, 1.116195039725 },
        }, Solved.Of(Table(G), .5));
        CheckAllocation(new[,]
        {
            { 3.0 / 13, .08, 3.0 / 11 }, { 2.0 / 13, .64, 3.0 / 11 }, { 4.0 / 13, .32, 15.0 / 11 },
            { 4.0 / 13, .96, 12.0 / 11 },
        }, Solved.Of(Table(G), 0));
        var leontief = Solved.Of(Table(G), Leontief);
        for (int i = 1; i <= 4; i++)
        {
            Assert.Equal(i / 10.0, leontief.Allocation[($"buyer-{i}", "good-1")].Amount, 1e-10);
        }
    }

    [Fact]
    public void WhatDoesNotClear_ShowsInTheComplementarySlackness()
    {
        // At equal prices p = 10/6: the shares softmax(k (L - s)) of G give demand that is worth something else.
        var market = Table(G);
        var early = Solved.Of(market, .5, solver: new Tatonnement(new Tatonnement.Settings()), rounds: 0);
        double[] supply = [1, 2, 3], spent = new double[3];
        for (int i = 0; i < 4; i++)
        {
            double sum = G[i, 0] + G[i, 1] + G[i, 2];
            for (int j = 0; j < 3; j++)
            {
                spent[j] += (i + 1) * G[i, j] / sum;
            }
        }
        double slack = supply.Zip(spent).Sum(p => Math.Abs(p.First * 10 / 6 - p.Second)) / 10;
        Assert.Equal(slack, early.Last("complementary-slackness"), 1e-12);
    }

    [Fact]
    public void EqualValuationsCloseACycle()
    {
        var solved = Solved.Of(new double[,] { { 1, 1 }, { 1, 1 } }, [1, 2], [1, 1], 1);
        Near([1.5, 1.5], solved.P);
        Assert.Equal(1, solved.Last("proof"));
    }

    [Theory]
    [InlineData(.9)]
    [InlineData(.5)]
    [InlineData(-1)]
    [InlineData(-5)]
    [InlineData(0)]
    public void IdenticalBuyers(double alpha)
    {
        double[] v = [3, 1, 2], supply = [1, 2, 3], budgets = [1, 2, 3, 4];
        double[,] alike = { { 3, 1, 2 }, { 3, 1, 2 }, { 3, 1, 2 }, { 3, 1, 2 } };
        var solved = Solved.Of(alike, budgets, supply, alpha);
        double sum = v.Zip(supply).Sum(p => Math.Pow(p.First * p.Second, alpha));
        Near([.. v.Zip(supply).Select(p => alpha == 0
            ? 10 * p.First / 6 / p.Second
            : 10 * Math.Pow(p.First, alpha) * Math.Pow(p.Second, alpha - 1) / sum)], solved.P);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(.5)]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(Leontief)]
    public void OneGood(double alpha) =>
        Near([3 / 7.0], Solved.Of(new double[,] { { 2 }, { 5 } }, [1, 2], [7], alpha).P);

    private static GivenMarket Table(double[,] v) => new(MarketTable.Of(v, [1, 2, 3, 4], [1, 2, 3]));

    private static void Check(IMarket market, double alpha, double[] prices, double welfare, double? social)
    {
        var solved = Solved.Of(market, alpha);
        Near(prices, solved.P);
        Assert.Equal(welfare, solved.LogNashWelfare, 1e-10);
        Assert.Equal(welfare, solved.Last("log-fixed-price-welfare"), 1e-10);
        if (social is { } value)
        {
            Assert.Equal(value, solved.SocialWelfare, 1e-10);
        }
        Assert.InRange(solved.NashGap, -1e-14, 1e-12);
        Assert.InRange(solved.ViolationOfAllocation, 0, 1e-12);
        Assert.InRange(solved.ViolationOfPrice, 0, 1e-12);
        Assert.InRange(solved.Last("complementary-slackness"), 0, 1e-12);
        Assert.Equal(solved.P.Count(p => p == 0) > market.UnwantedGoods.Count, solved.Remarks.Any());
        Assert.All(solved.Remarks, remark => Assert.Contains("free", remark));
        if (alpha == 1)
        {
            Assert.Equal(1, solved.Last("proof"));
        }
    }

    private static void CheckAllocation(double[,] x, Solved solved)
    {
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                double amount = solved.Allocation.GetValueOrDefault(($"buyer-{i + 1}", $"good-{j + 1}")).Amount;
                Assert.Equal(x[i, j], amount, 1e-10);
            }
        }
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.True(Math.Abs(expected[j] - actual[j]) <= 1e-10 * Math.Max(expected[j], 1e-9),
                $"good {j + 1}: expected {expected[j]:R}, got {actual[j]:R}");
        }
    }
}
