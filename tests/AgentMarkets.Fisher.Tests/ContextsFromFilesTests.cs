using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Contexts;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

public class ContextsFromFilesTests
{
    private const string Buyers = "buyer,age,income\nzoe,3,4\nadam,-1,0\n";
    private const string Goods = "good,income,age\npear,0.5,1\napple,2,-1\n";

    [Fact]
    public void Features_MakeTheMarket()
    {
        var features = new Features(new() { Folder = Folder(("buyers.csv", Buyers), ("goods.csv", Goods)) });
        Assert.Equal((2, 2), features.Sizes);
        Assert.Equal(2, features.Dimension);
        Assert.Equal(2, features.Notes.Count);
        var market = features.Open(1, 2, 2, stored: true);
        Assert.Equal(["apple", "pear"], market.GoodNames);
        Assert.Equal("zoe", market.BuyerName(1));
        Assert.Equal([2, 2], market.Supply);
        // Columns by name: age, income.
        Assert.Equal([-1, 2, 1, .5f], market.Contexts!.Values);
        var chunk = MarketExamples.Chunk(market, 2);
        Assert.Equal([-1, 0, 3, 4], chunk.Contexts[..4]);
        Assert.Equal([1, 5], chunk.Budgets[..2]);
        // <adam, apple> = 1, <zoe, pear> = 3 + 2.
        Assert.Equal(Math.Log(Math.Log(1 + Math.Exp(1))), chunk.LogValuations[0], 1e-7);
        Assert.Equal(Math.Log(Math.Log(1 + Math.Exp(5))), chunk.LogValuations[chunk.Stride + 1], 2e-7);
    }

    [Fact]
    public void BudgetsAndSupply_AreTakenWhereTheyAreKnown()
    {
        var features = new Features(new()
        {
            Folder = Folder(("buyers.csv", Buyers.Replace("adam,-1,0", "adam,0,0")), ("goods.csv", Goods),
                ("budgets.csv", "budget,buyer\n7,adam\n2.5,zoe\n"), ("supply.csv", "good,supply\npear,3\napple,1e2\n")),
        });
        Assert.Empty(features.Notes);
        var market = features.Open(1, 2, 2, stored: true);
        Assert.Equal([100, 3], market.Supply);
        Assert.Equal([7, 2.5], MarketExamples.Chunk(market, 2).Budgets[..2]);
    }

    [Theory]
    [InlineData("buyers.csv", "buyer,age,income\nzoe,3,x\nadam,-1,0\n", "buyers.csv:2:3 = 'x': an entry of a context")]
    [InlineData("goods.csv", "good,age,income\npear,-1e16,4\n", "goods.csv:2:2 = '-1e16': an entry of a context is a")]
    [InlineData("buyers.csv", "buyer,age,income\nzoe,3,4\nzoe,-1,0\n", "line 2 too")]
    [InlineData("buyers.csv", "buyer,age,income\nzoe,3,4\nadam,0,0\n", "entries are all 0 has no budget")]
    [InlineData("buyers.csv", "name,age,income\nzoe,3,4\n", "must have the columns buyer and at least one number")]
    [InlineData("buyers.csv", "buyer,age,income\n", "at least one line")]
    [InlineData("goods.csv", "good,age,weight\npear,3,4\n", "buyers.csv has age,income")]
    [InlineData("budgets.csv", "buyer,budget\nzoe,1\n", "budgets.csv must have a line for every buyer")]
    [InlineData("budgets.csv", "buyer,budget\nzoe,1\nadam,0\n", "a budget is a finite number above 0")]
    [InlineData("budgets.csv", "buyer,budget\nzoe,1\nadam,1\nbob,1\n", "buyers.csv has no such buyer")]
    [InlineData("supply.csv", "good,supply\npear,1\napple,1\npear,2\n", "this one is in line 2 too")]
    [InlineData("supply.csv", "good,amount\npear,1\napple,1\n", "the header must be good,supply")]
    public void Mistakes_AreNamed(string file, string text, string sentence)
    {
        var files = new SortedDictionary<string, string>
        {
            ["buyers.csv"] = Buyers,
            ["goods.csv"] = Goods,
            [file] = text,
        };
        var problems = new Problems("test");
        var settings = new Features.Settings { Folder = Folder([.. files.Select(f => (f.Key, f.Value))]) };
        settings.Check(problems, new Place("test"));
        Assert.Contains(sentence, problems.ToString());
    }

    [Fact]
    public void MissingFile_IsNamed()
    {
        var problems = new Problems("test");
        new Features.Settings { Folder = Folder(("buyers.csv", Buyers)) }.Check(problems, new Place("test"));
        Assert.Contains("must hold a file goods.csv", problems.ToString());
    }

    private static DataFolder Folder(params (string Name, string Text)[] files) =>
        new("data", [.. files.Select(file => new DataFile($"data/{file.Name}", file.Text))]);
}
