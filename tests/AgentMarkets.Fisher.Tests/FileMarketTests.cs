using AgentMarkets.Fisher.Markets;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>What is read from files that are well.</summary>
public sealed class FileMarketTests
{
    private const string Sparse = "buyer,good,value\nann,fig,2\nann,date,1\nbob,date,3\nbob,plum,0\ncid,plum,.5\n",
        Dense = "buyer,plum,date,fig\nbob,0,3,\ncid,5e-1,,0.0\nann,,1,+2\n",
        Budgets = "buyer,budget\ncid,3\nann,1\nbob,2\n",
        Supply = "supply,good\n4,plum\n5,date\n6,fig\n7,nut\n";

    public static TheoryData<string, string> Forms => new()
    {
        { "other order of columns", "value,buyer,good\n2,ann,fig\n1,ann,date\n3,bob,date\n.5,cid,plum\n" },
        { "other order of rows", "buyer,good,value\ncid,plum,.5\nbob,date,3\nann,date,1\nann,fig,2\n" },
        { "dense", Dense },
        { "dense, turned around", "buyer,fig,date,plum\nann,2,1,\ncid,,,0.5\nbob,,3,\n" },
        { "quotes", "\"buyer\",\"good\",\"value\"\n\"ann\",\"fig\",\"2\"\nann,\"date\",1\nbob,date,3\ncid,plum,.5" },
        { "spaces", " buyer , good,value\n ann , fig ,  2\nann,\" date \",1\nbob,date,3 \n\tcid,plum,.5\n" },
        { "Windows", "\uFEFF" + Sparse.Replace("\n", "\r\n") },
        { "comments", "# ours\n\n" + Sparse.Replace("bob,date", "# bob\n  \nbob,date") + "#end" },
    };

    [Fact]
    public void Market_IsThatOfItsFilesSortedByName()
    {
        var table = new FileMarket(Sparse, Budgets, Supply).Table();
        Assert.Equal(["ann", "bob", "cid"], table.BuyerNames);
        Assert.Equal(["date", "fig", "plum"], table.GoodNames);
        Assert.Equal([0, 2, 3, 4], table.Starts);
        Assert.Equal([0, 1, 0, 2], table.Goods);
        Assert.Equal([1, 2, 3, .5], table.Values);
        Assert.Equal([1, 2, 3], table.Budgets);
        Assert.Equal([5, 6, 4], table.Supply);
        Assert.Equal(["nut"], table.UnwantedGoods);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryForm_IsTheSameMarket(string form, string valuations)
    {
        Assert.NotEmpty(form);
        Same(new FileMarket(Sparse, Budgets, Supply).Table(), new FileMarket(valuations, Budgets, Supply).Table());
    }

    [Fact]
    public void FilesByName_AreTheSameMarketAsTheFolder()
    {
        var market = new FileMarket(Sparse, Budgets, Supply);
        Same(market.Table(), market.Table(
            "files(valuations=m/valuations.csv, budgets=m/budgets.csv, supply=m/supply.csv)"));
    }

    [Fact]
    public void PackedFilesOfAFolder_AreFound() => Same(new FileMarket(Sparse, Budgets, Supply).Table(),
        new FileMarket(null).With("valuations.csv.gz", Sparse).With("budgets.csv.gz", Budgets)
            .With("supply.csv.gz", Supply).Table());

    [Fact]
    public void RandomMarket_IsTheSameInAnyOrderAndForm()
    {
        var random = new Random(7);
        string[] buyers = [.. Enumerable.Range(0, 40).Select(i => $"b{random.Next(1000)}-{i}")];
        string[] goods = [.. Enumerable.Range(0, 12).Select(j => $"g {random.Next(1000)}, {j}")];
        double[,] values = new double[40, 12];
        foreach (int i in Enumerable.Range(0, 40))
        {
            values[i, random.Next(12)] = random.NextDouble();
            values[i, random.Next(12)] = random.NextDouble();
        }
        string Line(int i, int j) => $"{buyers[i]},\"{goods[j]}\",{values[i, j]:R}";
        string[] lines = [.. from i in Enumerable.Range(0, 40) from j in Enumerable.Range(0, 12)
            where values[i, j] > 0 select Line(i, j)];
        string Sparse() => "buyer,good,value\n" + string.Join('\n', lines);
        string Dense(int[] rows, int[] columns) => "buyer," + string.Join(',', columns.Select(j => $"\"{goods[j]}\""))
            + "\n" + string.Join('\n', rows.Select(i =>
                $"{buyers[i]},{string.Join(',', columns.Select(j => $"{values[i, j]:R}"))}"));
        var expected = new FileMarket(Sparse()).Table();
        random.Shuffle(lines);
        Same(expected, new FileMarket(Sparse()).Table());
        int[] rows = [.. Enumerable.Range(0, 40)], columns = [.. Enumerable.Range(0, 12)];
        random.Shuffle(rows);
        random.Shuffle(columns);
        Same(expected, new FileMarket(Dense(rows, columns)).Table());
    }

    [Fact]
    public void Names_AreComparedExactlyAndSortedByTheirCharacters()
    {
        var table = new FileMarket("buyer,good,value\na,x,1\nA,x,1\n10,x,1\n9,x,1\n\u00e9,x,1\n\"a,\"\"b\"\"\",X,2\n")
            .Table();
        Assert.Equal(["10", "9", "A", "a", "a,\"b\"", "\u00e9"], table.BuyerNames);
        Assert.Equal(["X", "x"], table.GoodNames);
    }

    [Fact]
    public void DenseWithGoodsCalledGoodAndValue_NeedsTheSetting()
    {
        var market = new FileMarket("buyer,good,value\nann,1,2\nbob,3,4\n");
        Assert.Equal(["1", "3"], market.Table().GoodNames);
        var table = market.Table("files(folder=m, dense=true)");
        Assert.Equal(["good", "value"], table.GoodNames);
        Assert.Equal([1, 2, 3, 4], table.Values);
    }

    [Fact]
    public void MissingFiles_MeanOnesAndAreSaid()
    {
        var files = new FileMarket(Sparse).Files();
        Assert.Equal([1, 1, 1], files.Table.Budgets);
        Assert.Equal([1, 1, 1], files.Table.Supply);
        Assert.Equal(["No budgets are given (budgets.csv): every buyer has a budget of 1.",
            "No supplies are given (supply.csv): there is one unit of every good."], files.Notes);
        Assert.Empty(new FileMarket(Sparse, Budgets, "good,supply\nplum,1\ndate,1\nfig,1\n").Files().Notes);
    }

    [Fact]
    public void GoodsThatNobodyValues_AreNoMistakeAndNamed()
    {
        var files = new FileMarket("buyer,good,value\nann,fig,1\nann,pea,0\n", "buyer,budget\nann,1\n",
            "good,supply\nfig,1\npea,2\nnut,3\n").Files();
        Assert.Equal(["nut", "pea"], files.Table.UnwantedGoods);
        Assert.Equal(["fig"], files.Table.GoodNames);
        Assert.Empty(files.Notes);
        Assert.Equal(["pea"], new FileMarket("buyer,pea,fig\nann,,1\n").Table().UnwantedGoods);
    }

    private static void Same(MarketTable expected, MarketTable actual)
    {
        Assert.Equal(expected.BuyerNames, actual.BuyerNames);
        Assert.Equal(expected.GoodNames, actual.GoodNames);
        Assert.Equal(expected.Starts, actual.Starts);
        Assert.Equal(expected.Goods, actual.Goods);
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Budgets, actual.Budgets);
        Assert.Equal(expected.Supply, actual.Supply);
        Assert.Equal(expected.UnwantedGoods, actual.UnwantedGoods);
    }
}
