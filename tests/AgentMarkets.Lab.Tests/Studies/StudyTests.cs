using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Lab.Tests.Studies;

public sealed class StudyTests
{
    [Fact]
    public void Runs_AreEveryCombinationOfTheAxes()
    {
        var study = SampleStudy.Of();
        Assert.Equal(["first_a", "first_b", "grid_2_10", "grid_2_50", "grid_3_10", "grid_3_50"],
            study.Runs.Select(run => run.Name));
        Assert.Equal([2, 1, 1, 1, 1, 1], study.Runs.Select(run => run.Cost));
        Assert.All(study.Runs, run => Assert.Equal(("s", "s.jsonc"), (run.Experiment, run.Source)));
    }

    [Fact]
    public void Changes_GoFromTheTableToThePoint_SoThatTheLastWins()
    {
        var study = SampleStudy.Of();
        Assert.Equal(["rounds=4", "strategy=linear"], study.Runs[0].Overrides);
        Assert.Equal(["rounds=4", "strategy=mlp(hidden=[5])", "rounds=7"], study.Runs[1].Overrides);
        Assert.Equal(["auction.bidders=3", "smoothing.beta=10"], study.Runs[4].Overrides);
        Assert.Equal([KeyValuePair.Create("n", "3"), KeyValuePair.Create("beta", "10")], study.Runs[4].Differences);
    }

    [Fact]
    public void Experiment_HoldsTheValuesOfSettings() =>
        Assert.All(SampleStudy.Of("rounds=32").Runs, run => Assert.Contains("\"batch\": \"32\"", run.Text));

    [Theory]
    [InlineData("First, 4 rounds", "size small")]
    [InlineData("First, 400 rounds", "size full", "size=full")]
    [InlineData("First, 9 rounds", "size full", "rounds=9", "size=full")]
    public void Size_GivesEverySettingItsValue_UnlessItIsWritten(string title, string note, params string[] written)
    {
        var table = SampleStudy.Of(written).Tables[0];
        Assert.Equal((title, note), (table.Title, table.Note));
    }

    [Fact]
    public void SettingWithoutAFullValue_KeepsTheSmallOne() =>
        Assert.Equal(4, SampleStudy.Of("size=full").Tables[1].Cases.Count);

    [Fact]
    public void Tables_MayBeChosen() =>
        Assert.Equal(["grid"], SampleStudy.Of("tables=grid", "counts=5").Tables.Select(table => table.Name));

    [Theory]
    [InlineData("s.jsonc: 1 problem\n  override 'round=3': no such setting. Did you mean 'rounds'? "
        + "Settings of this study: size, tables, rounds, counts.", "round=3")]
    [InlineData("s.jsonc: 1 problem\n  size = 'big': no such choice. Choices: small, full.", "size=big")]
    [InlineData("s.jsonc: 1 problem\n  tables = 'gird': no such choice. Did you mean 'grid'? "
        + "Choices: first, grid.", "tables=gird")]
    public void WrongWord_IsRefused(string sentence, params string[] written) =>
        Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => SampleStudy.Of(written)).Message);

    [Theory]
    [InlineData("\"{counts}\"", "\"{count}\"", "{count}", "no such setting of this study")]
    [InlineData("\"label\": \"b\"", "\"label\": \"A\"", "'first_a'", "is the name of two runs")]
    [InlineData("\"against\": \"beta\"", "\"against\": \"gamma\"", "'gamma'", "is no axis of the table")]
    [InlineData("\"key\": \"smoothing.beta\", ", "", "tables.2.axes.2", "an axis has a key with values, or points")]
    [InlineData("\"l2\": 0.5", "\"l2\": \"half\"", "tables.1.axes.1.points.1.published", "must be a block of numbers")]
    [InlineData("\"cost\": 2", "\"price\": 2", "tables.1.axes.1.points.1.price", "no such setting")]
    [InlineData("\"title\": \"U\"", "\"title\": \"U\", \"less\": \"gird\"", "'gird'", "is no table of the study")]
    [InlineData("\"title\": \"U\"", "\"title\": \"U\", \"of\": \"grid\"", "'grid'", "which this table lacks")]
    [InlineData("\"source\"", "\"findings\": [\"{gird/2/10:l2}\"], \"source\"", "{gird/2/10:l2}",
        "is of no table of the study")]
    [InlineData("\"source\"", "\"findings\": [\"{grid/2:l2}\"], \"source\"", "{grid/2:l2}", "must name 2 labels")]
    [InlineData("\"source\"", "\"findings\": [\"{first:slope}\"], \"source\"", "{first:slope}",
        "is of a table without slopes")]
    public void MistakeInTheFile_IsNamed(string right, string wrong, string where, string rule)
    {
        string said = Assert.Throws<ConfigurationException>(() =>
            SampleStudy.From(SampleStudy.Text.Replace(right, wrong))).Message;
        Assert.Contains(where, said);
        Assert.Contains(rule, said);
    }
}
