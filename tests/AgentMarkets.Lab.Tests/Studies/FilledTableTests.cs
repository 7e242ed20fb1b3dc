using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Studies;
using Xunit;

namespace AgentMarkets.Lab.Tests.Studies;

public sealed class FilledTableTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RunDirectory _all;

    public FilledTableTests() => _all = _folder.Run("all");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_HasOursThenWhatIsTheSameThenThePublished()
    {
        TableFile.Write(_all, Filled(0).ToFile());
        Assert.Equal("""
            who,l2,utility,size,published-l2
            a,0.25,,small,0.5
            b,,,small,

            """, _all.Read("first.csv"));
    }

    [Fact]
    public void Report_ShowsTheSizeAndLinksEachRow()
    {
        var table = Filled(0).ToReport();
        Assert.Equal(("First, 4 rounds", "size small"), (table.Title, table.Note));
        Assert.Equal(["who", "L2", "U", "size", "L2, published"], table.Columns);
        Assert.Equal("first_a/report.html", table.Rows[0][0].Link);
        string page = ReportPage.Write(new ReportData("t", "", [new ReportSection("t") { Tables = [table] }]));
        Assert.Contains("<p class=\"note\">size small</p>", page);
    }

    [Fact]
    public void Panels_AreAFigureForEachPointOfAnAxis()
    {
        Figure[] figures = [.. StudyFigures.Of(Filled(1))];
        Assert.Equal(["t: 2", "t: 3"], figures.Select(figure => figure.Title));
        Assert.Equal(["grid-1-1", "grid-1-2"], figures.Select(figure => figure.Id));
        Assert.Equal([10, 50], figures[0].Series[0].X);
        Assert.Equal([0.25, 0.25], figures[0].Series[0].Y);
    }

    [Fact]
    public void AgainstSeconds_ThereIsALineARun_OfWhatWasMeasuredOnTheWay()
    {
        Directory.CreateDirectory(_all["first_a"]);
        var run = RunDirectory.At(_all["first_a"]);
        var log = MetricLog.Start(run);
        var timeline = new Timeline(run, 0);
        foreach (var (round, seconds, l2) in new[] { (0, 0.0, 1.0), (2, 0.5, 0.5), (4, 2.0, 0.0), (6, 6.0, 0.25) })
        {
            timeline.Add(round, seconds);
            log.Add(Samples.Measured(round, "l2", false, new[,] { { l2 } }));
        }
        var figure = Assert.Single(StudyFigures.Of(Filled(0)));
        var line = Assert.Single(figure.Series);
        // A logarithmic axis shows neither second 0 nor the value 0, for which the floor stands.
        Assert.Equal(("a", SeriesKind.Line), (line.Name, line.Kind));
        Assert.Equal([0.5, 2, 6], line.X);
        Assert.Equal([0.5, 1e-9, 0.25], line.Y);
        Assert.StartsWith("c What is below ", figure.Caption);
    }

    [Fact]
    public void Page_SaysWhichRunsHaveNoNumbersAndWhoseFiguresStandBeside()
    {
        var study = SampleStudy.Of();
        Directory.CreateDirectory(_all["first_a"]);
        MetricLog.Start(RunDirectory.At(_all["first_a"]));
        string page = StudyReport.Page(study, [Filled(0), Filled(1)], [], SampleStudy.Catalog);
        Assert.Contains("first_b has no numbers:", page);
        Assert.Contains("Author (2020)", page);
    }

    [Fact]
    public void Verdicts_AreWordsInTablesAndFindings()
    {
        string text = SampleStudy.Text
            .Replace("{ \"metric\": \"utility\", \"title\": \"U\" }",
                "{ \"metric\": \"oscillation\", \"title\": \"verdict\" }")
            .Replace("\"source\"", """
                "findings": [ "It says {first/a:oscillation}.", "{first/b:oscillation}" ], "source"
                """);
        var study = SampleStudy.From(text);
        Directory.CreateDirectory(_all["first_a"]);
        new Findings([new Finding { Verdict = "rotation", Kind = "damped" }]).Write(RunDirectory.At(_all["first_a"]));
        var table = new FilledTable(study.Tables[0], [.. study.Runs.Select(run => run.Name == "first_b"
            ? SampleStudy.Waiting(_all, run)
            : SampleStudy.Done(_all, run, 0.25))]);
        Assert.Equal(["rotation, damped", ""], table.ToFile().Columns.Single(one => one.Name == "oscillation").Texts!);
        Assert.Equal("rotation, damped", table.Cells(0)[2].Text);
        Assert.Equal(["It says rotation, damped."], StudyFindings.Of(study, [table]));
    }

    // In the first table the second run has not been played.
    private FilledTable Filled(int table)
    {
        var study = SampleStudy.Of();
        return new FilledTable(study.Tables[table], [.. study.Runs.Select(run => run.Name == "first_b"
            ? SampleStudy.Waiting(_all, run)
            : SampleStudy.Done(_all, run, 0.25))]);
    }
}
