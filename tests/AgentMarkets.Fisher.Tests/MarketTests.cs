using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

public class MarketTests
{
    [Fact]
    public void GivenMarket_SaysWhatItIs()
    {
        var market = new GivenMarket(MarketExamples.GS);
        Assert.Equal((4, 3), (market.BuyerCount, market.GoodCount));
        Assert.Equal([1, 1, 2], market.Supply);
        Assert.Equal(["good-1", "good-2", "good-3"], market.GoodNames);
        Assert.Equal(["good-4"], market.UnwantedGoods);
        Assert.Equal("buyer-2", market.BuyerName(1));
        Assert.Null(market.Contexts);
    }

    [Fact]
    public void GivenMarket_IsSparseWhereMostIsMissing()
    {
        Assert.False(new GivenMarket(MarketExamples.Random(1, 40, 10, .6)).IsSparse);
        Assert.True(new GivenMarket(MarketExamples.Random(1, 40, 10, .9)).IsSparse);
    }

    [Fact]
    public void BothForms_LoadTheSameBuyers()
    {
        var table = MarketExamples.Random(2, 5000, 6, .3);
        var market = new GivenMarket(table);
        using var dense = market.Open(1, 1);
        using var sparse = new SparseBuyers(market.Rows, 1, 1);
        Assert.Equal(5000 - 4096, sparse.Count);
        Assert.Equal((dense.IsSparse, sparse.IsSparse), (false, true));
        BuyerChunk one = new(100, 6, 0), other = new(100, 6, 0);
        dense.Load(4200, 100, one);
        sparse.Load(4200, 100, other);
        Assert.Equal(one.LogValuations, other.LogValuations);
        Assert.Equal(one.Budgets, other.Budgets);
        Assert.Equal(one.Numbers, other.Numbers);
        var (goods, logs, budget) = dense.Row(4321);
        var (goods2, logs2, budget2) = sparse.Row(4321);
        Assert.Equal((budget, string.Join(",", goods)), (budget2, string.Join(",", goods2)));
        Assert.Equal(logs, logs2);
        BlockTree sums = new(), sums2 = new();
        dense.AddBudgets(sums);
        sparse.AddBudgets(sums2);
        Assert.Equal(table.Budgets[4096..].Sum(), sums2.Total()![0], 1e-9);
        Assert.Equal(sums.Total()![0], sums2.Total()![0], 1e-9);
    }
}
