using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Every mistake of a market's files is a sentence with file, line, column, text and rule: one test for each
/// row of the table in docs/fisher.md, 11.</summary>
public sealed class FileMistakeTests
{
    private const string Well = "buyer,good,value\nann,fig,2\nbob,date,3\n";

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("1e999")]
    [InlineData("much")]
    [InlineData("1 2")]
    [InlineData("0x1")]
    public void Valuation_IsANumberOfAtLeast0(string text)
    {
        Says($"m/valuations.csv:2:3 = '{text}': a valuation is a number >= 0.",
            $"buyer,good,value\nann,fig,{text}\n");
        Says($"m/valuations.csv:3:2 = '{text}': a valuation is a number >= 0.",
            $"good,value,buyer\ndate,1,bob\nfig,{text},ann\n");
        Says($"m/valuations.csv:3:3 = '{text}': a valuation is a number >= 0.",
            $"buyer,fig,date\nbob,1,\nann,,{text}\n");
    }

    [Fact]
    public void ValuationThatIsLeftOut_IsNoNumberInASparseFile() =>
        Says("m/valuations.csv:2:3 = '': a valuation is a number >= 0.", "buyer,good,value\nann,fig,\n");

    [Fact]
    public void BuyerAndGoodTwice_NamesBothLines()
    {
        Says("""
            m/valuations.csv:4:1 = 'ann, fig': the same buyer and good stand in line 2 already; keep one of the two.
            m/valuations.csv:5:1 = 'ann, fig': the same buyer and good stand in line 4 already; keep one of the two.
            """, "buyer,good,value\nann,fig,2\nbob,date,3\nann,fig,0\nann,fig,2\n");
        Says("m/valuations.csv:4:1 = 'ann': the buyer stands in line 2 already; keep one of the two.",
            "buyer,fig\nann,2\nbob,3\nann,2\n");
    }

    [Fact]
    public void NameTwice_NamesBothLines()
    {
        Says("m/valuations.csv:2:4 = 'fig': the good has column 2 of line 2 already; keep one of the two.",
            "# goods\nbuyer,fig,date, fig\nann,2,1,1\n");
        Says("""
            m/budgets.csv:5:1 = 'ann': the buyer stands in line 2 already; keep one of the two.
            m/supply.csv:4:2 = 'fig': the good stands in line 2 already; keep one of the two.
            """, Well, "buyer,budget\nann,1\n#\nbob,1\nann,1\n", "supply,good\n1,fig\n1,date\n2,fig\n");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("inf")]
    [InlineData("nan")]
    [InlineData("")]
    [InlineData("two")]
    public void BudgetAndSupply_AreFiniteAndAbove0(string text) => Says($"""
        m/budgets.csv:2:2 = '{text}': a budget is a finite number above 0. Give the buyer one, or remove the buyer.
        m/supply.csv:3:1 = '{text}': a supply is a finite number above 0. Give the good one, or remove the good.
        """, Well, $"buyer,budget\nann,{text}\nbob,1\n", $"supply,good\n1,fig\n{text},date\n");

    [Fact]
    public void BuyerWithoutAPositiveValuation_IsNamed()
    {
        const string Rule = "has a budget but values no good: remove it or give it a valuation.";
        Says($"m/budgets.csv:3:1 = 'dora': {Rule}", Well, "buyer,budget\nann,1\ndora,1\nbob,1\n");
        Says($"m/budgets.csv:2:1 = 'cid': {Rule}", Well + "cid,fig,0\n", "buyer,budget\ncid,1\nann,1\nbob,1\n");
        Says($"m/valuations.csv:4:1 = 'cid': {Rule}", Well + "cid,fig,0\n");
        Says($"m/valuations.csv:2:1 = 'ann': {Rule}", "buyer,fig,date\nann,,0\nbob,1,\n");
    }

    [Fact]
    public void NameThatIsAbsentFromAnExistingFile_IsNamedWithTheNearest() => Says("""
        m/valuations.csv:2:1 = 'anna': the buyer has no budget in m/budgets.csv. Did you mean 'ann'?
        m/valuations.csv:2:2 = 'fig': the good has no supply in m/supply.csv. Did you mean 'figs'?
        m/valuations.csv:4:2 = 'walnut': the good has no supply in m/supply.csv.
        m/budgets.csv:2:1 = 'ann': has a budget but values no good: remove it or give it a valuation.
        """, "buyer,good,value\nanna,fig,1\nbob,date,1\nbob,walnut,0\n", "buyer,budget\nann,1\nbob,1\n",
        "good,supply\nfigs,1\ndate,1\n");

    [Fact]
    public void GoodThatNobodyValues_IsNoMistakeButNeedsASupplyThatIsOne() => Says(
        "m/supply.csv:4:2 = '0': a supply is a finite number above 0. Give the good one, or remove the good.",
        Well, null, "good,supply\nfig,1\ndate,1\nnut,0\n");

    [Fact]
    public void NoBuyersNoGoodsNoHeader_ShowsTheHeadersFoundAndBothForms()
    {
        const string Forms = "the header must be buyer,good,value in any order, and then one line a valuation "
            + "(sparse), or buyer and the names of the goods, and then one line a buyer (dense).";
        Says($"m/valuations.csv:1:1 = '': the file is empty; {Forms}", "# nothing\n\n");
        Says($"m/valuations.csv:1:1 = 'Buyer,Good,Value': {Forms}", "Buyer,Good,Value\nann,fig,1\n");
        Says($"m/valuations.csv:2:1 = 'ann,fig,1': {Forms}", "#\nann,fig,1\nbob,fig,1\n");
        Says($"m/valuations.csv:1:1 = 'name;good;value': {Forms}", "name;good;value\nann;fig;1\n");
        Says($"m/valuations.csv:1:1 = 'buyer,good,value': there are no buyers; {Forms}", "buyer,good,value\n");
        Says($"m/valuations.csv:1:1 = 'buyer,fig': there are no buyers; {Forms}", "buyer,fig\n");
        Says($"m/valuations.csv:1:1 = 'buyer': there are no goods; {Forms}", "buyer\nann\n");
        Says("""
            m/budgets.csv:1:1 = 'name,budget': the header must be buyer,budget, in any order.
            m/supply.csv:1:1 = '': the file is empty; the header must be good,supply, in any order.
            """, Well, "name,budget\nann,1\n", "");
        Assert.Equal("m/valuations.csv:1:1 = 'good,buyer,value': the header must be buyer and the names of the goods, "
            + "and then one line a buyer.", new FileMarket("good,buyer,value\nfig,ann,1\n")
            .Mistakes("files(folder=m, dense=true)"));
    }

    [Fact]
    public void LinesThatDoNotFitTheHeader_AreShown() => Says("""
        m/valuations.csv:2:2 = 'ann,fig': a line must have 3 cells, as the header has; this one has 2.
        m/valuations.csv:3:3 = 'bob,date,1,5': a line must have 3 cells, as the header has; this one has 4.
        m/valuations.csv:4:1 = '"ann,fig,1': a cell in quotes must end with one, right before its comma.
        m/valuations.csv:5:3 = '"ann"y,fig,1': a cell in quotes must end with one, right before its comma.
        m/valuations.csv:6:1 = '': a buyer must have a name.
        m/budgets.csv:3:2 = 'bob,1,000': a line must have 2 cells, as the header has; this one has 3.
        m/valuations.csv:7:1 = 'bob': the buyer has no budget in m/budgets.csv.
        """, "buyer,good,value\nann,fig\nbob,date,1,5\n\"ann,fig,1\n\"ann\"y,fig,1\n,fig,1\nbob,fig,1\nann,fig,1\n",
        "buyer,budget\nann,1\nbob,1,000\n");

    [Fact]
    public void ManyMistakes_AreCountedBehindTheFirstTwenty()
    {
        string[] said = new FileMarket("buyer,good,value\n"
            + string.Concat(Enumerable.Range(1, 12345).Select(i => $"buyer-{i},fig,x{i}\n"))).Mistakes().Split('\n');
        Assert.Equal(21, said.Length);
        Assert.StartsWith("m/valuations.csv:21:3 = 'x20'", said[19]);
        Assert.Equal("... and 12325 more", said[20]);
    }

    [Fact]
    public void NearestOfVeryManyNames_IsLookedForNearby()
    {
        string names = string.Concat(Enumerable.Range(1, 20000).Select(i => $"shop-{i:D6},1\n"));
        Says("m/valuations.csv:2:1 = 'shop-0123456': the buyer has no budget in m/budgets.csv. Did you mean "
            + "'shop-012345'?", "buyer,good,value\nshop-0123456,fig,1\n" + names.Replace(",1", ",fig,1"),
            "buyer,budget\n" + names);
    }

    [Fact]
    public void FolderAndFiles_AreNotMixed()
    {
        Assert.Equal("market.budgets = 'm/budgets.csv': a folder is given already. Name either a folder or its files.",
            new FileMarket(Well, "buyer,budget\nann,1\nbob,1\n").Mistakes("files(folder=m, budgets=m/budgets.csv)"));
        Assert.Equal("market: needs a folder, or a file of valuations. Write folder=my-market, or "
            + "valuations=my-valuations.csv.", new FileMarket(Well).Mistakes("files"));
        Assert.Equal("market.folder = 'm': has both budgets.csv and budgets.csv.gz. Keep one of them.",
            new FileMarket(Well, "buyer,budget\nann,1\nbob,1\n").With("budgets.csv.gz", "buyer,budget\nann,9\nbob,1\n")
                .Mistakes());
        Assert.Equal("market.folder = 'm': has no valuations.csv. Data files there: m/budgets.csv.",
            new FileMarket(null, "buyer,budget\nann,1\n").Mistakes());
    }

    private static void Says(string sentences, string valuations, string? budgets = null, string? supply = null) =>
        Assert.Equal(sentences, new FileMarket(valuations, budgets, supply).Mistakes());
}
