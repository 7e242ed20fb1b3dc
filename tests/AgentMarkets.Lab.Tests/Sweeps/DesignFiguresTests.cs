using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;
using Xunit;

namespace AgentMarkets.Lab.Tests.Sweeps;

/// <summary>Heat maps and parallel coordinates, as data.</summary>
public sealed class DesignFiguresTests
{
    private static readonly DesignPoint[] Grid =
    [
        .. from learner in new[] { "sgd", "adam" } from beta in new[] { 50, 10 } from bidders in new[] { 2, 3, 10 }
           select At((learner == "adam" ? 1000 : 0) + beta + bidders, ("learner", learner), ("beta", $"{beta}"),
               ("bidders", $"{bidders}"), ("batch", "128")),
    ];

    [Fact]
    public void HeatMaps_AreOverTheFirstTwoNumbers_InSlicesOfTheRest()
    {
        var map = Assert.Single(HeatMaps.Of(Grid, ["l2", "nobody-measured-it"], "mean over seeds"));
        Assert.Equal(("beta", "bidders", "l2"), (map.X.Label, map.Y.Label, map.Colour!.Label));
        // Numbers ascend, whatever order they were met in; as text 10 would come before 2.
        Assert.Equal(["10", "50"], map.X.Categories!);
        Assert.Equal(["2", "3", "10"], map.Y.Categories!);
        Assert.Equal(["learner=sgd, batch=128", "learner=adam, batch=128"], map.Series.Select(slice => slice.Name));
        var slice = map.Series[1];
        Assert.Equal(SeriesKind.Cells, slice.Kind);
        Assert.Equal([0, 1, 0, 1, 0, 1], slice.X);
        Assert.Equal([0, 0, 1, 1, 2, 2], slice.Y);
        Assert.Equal([1012, 1052, 1013, 1053, 1020, 1060], slice.Z!);
        Assert.True(map.Colour.Logarithmic);
    }

    [Fact]
    public void HeatMaps_TakeAWordForTheSecondAxisWhereOnlyOneNumberVaries()
    {
        var map = Assert.Single(HeatMaps.Of([.. Grid.Where(point => point["bidders"] == "2")], ["l2"], "mean"));
        Assert.Equal(["sgd", "adam"], map.Y.Categories!);
    }

    [Fact]
    public void HeatMaps_NeedTwoSettings() =>
        Assert.Empty(HeatMaps.Of([At(1, ("beta", "1")), At(2, ("beta", "2"))], ["l2"], "mean"));

    [Fact]
    public void ParallelCoordinates_HaveALineACombinationAndEndInTheMetric()
    {
        var figure = Assert.Single(ParallelCoordinates.Of(Grid, ["l2", "nobody-measured-it"], "means over seeds"));
        Assert.Equal(["beta", "bidders", "learner", "l2"], figure.Parallels!.Select(axis => axis.Label));
        Assert.Equal(figure.X.Categories, figure.Parallels!.Select(axis => axis.Label));
        Assert.Equal(["2", "3", "10"], figure.Parallels![1].Categories!);
        Assert.Equal(Grid.Length, figure.Series.Count);
        Assert.Equal([1, 0, 0, 52], figure.Series[0].Y);
        Assert.Equal([0, 2, 1, 1020], figure.Series[^1].Y);
    }

    [Fact]
    public void ParallelCoordinates_PutManyNumbersOnAScale()
    {
        DesignPoint[] points = [.. Enumerable.Range(1, 13).Select(i => At(i, ("rate", $"0.{i:D2}")))];
        var axis = Assert.Single(ParallelCoordinates.Of(points, ["l2"], "means")).Parallels![0];
        Assert.Null(axis.Categories);
        Assert.Equal(12, Assert.Single(ParallelCoordinates.Of(points[..12], ["l2"], "means"))
            .Parallels![0].Categories!.Count);
    }

    [Fact]
    public void TableOfManyLines_ShowsSomeOfThem()
    {
        DesignPoint[] points = [.. Enumerable.Range(1, 500).Select(i => At(i, ("rate", $"{i}")))];
        string page = ReportPage.Write(new("t", "",
            [new("s") { Figures = ParallelCoordinates.Of(points, ["l2"], "means") }]));
        Assert.Contains("Numbers (200 of 1000 rows, evenly spaced)", page);
        Assert.Contains("""<th scope="row">rate=500</th>""", page);
        Assert.DoesNotContain("""<th scope="row">rate=2</th>""", page);
    }

    [Fact]
    public void ParallelCoordinates_NeedSomethingThatVaries() =>
        Assert.Empty(ParallelCoordinates.Of([At(1), At(2)], ["l2"], "means"));

    private static DesignPoint At(double l2, params (string Key, string Value)[] settings) => new(
        [.. settings.Select(s => KeyValuePair.Create(s.Key, s.Value))],
        metric => metric == "l2" ? l2 : double.NaN);
}
