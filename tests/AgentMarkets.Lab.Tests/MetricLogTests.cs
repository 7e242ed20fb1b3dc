using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Recording;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class MetricLogTests : IDisposable
{
    private static readonly double[,] Two = { { 0.1, 1.0 / 3 }, { double.NaN, 2 } };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_AreReadBackBitForBit()
    {
        var run = _folder.Run();
        var log = MetricLog.Start(run);
        log.Add(Samples.Measured(0, "utility", false, Two));
        log.Add(Samples.Measured(5, "revenue", true, new[,] { { 5e-324 }, { -1e300 } }));
        Assert.Equal("""{"round":0,"metric":"utility","final":false,"values":[[0.1,0.3333333333333333],[null,2]]}""",
            run.Read("metrics.jsonl").Split('\n')[0]);
        var read = MetricLog.Read(run).ToArray();
        Assert.Equal(Two, read[0].Values);
        Assert.Equal((5, "revenue", true), (read[1].Round, read[1].Metric, read[1].Final));
        Assert.Equal(new[,] { { 5e-324 }, { -1e300 } }, read[1].Values);
    }

    [Theory]
    [InlineData("{\"round\":30,\"metr")]
    [InlineData("{\"round\":30,\"metric\":\"utility\",\"final\":false,\"values\":[[0.1,")]
    [InlineData("\0\0\0\0")]
    [InlineData("{}")]
    public void LastLineThatWasCutShort_IsLeftOut(string torn)
    {
        var run = Logged();
        File.AppendAllText(run["metrics.jsonl"], torn);
        Assert.Equal([0, 10, 20, 20], MetricLog.Read(run).Select(m => m.Round));
    }

    [Theory]
    [InlineData(-1, new long[0])]
    [InlineData(0, new long[] { 0 })]
    [InlineData(15, new long[] { 0, 10 })]
    [InlineData(20, new long[] { 0, 10, 20 })]
    public void Resume_KeepsWhatWasMeasuredUpToTheRoundAndNothingFinal(long round, long[] kept)
    {
        var run = Logged();
        File.AppendAllText(run["metrics.jsonl"], "{\"round\":30,\"metr");
        var log = MetricLog.Resume(run, round);
        Assert.Equal(kept, log.Measurements.Select(m => m.Round));
        log.Add(Samples.Measured(99, "utility", false, Two));
        Assert.Equal([.. kept, 99], MetricLog.Read(run).Select(m => m.Round));
        Assert.All(MetricLog.Read(run), m => Assert.False(m.Final));
    }

    [Fact]
    public void Table_HasARowAReplicaAndAColumnABidder()
    {
        var run = _folder.Run();
        var log = MetricLog.Start(run);
        log.Add(Samples.Measured(0, "utility", false, Two));
        log.Add(Samples.Measured(0, "revenue", false, new[,] { { 0.5 }, { 0.25 } }));
        log.Add(Samples.Measured(9, "revenue", true, new[,] { { 1.0 / 3 }, { 2 } }));
        log.WriteTable([new Replica(7, [KeyValuePair.Create("smoothing.beta", 10.0)]),
            new Replica(7, [KeyValuePair.Create("smoothing.beta", 25.0)])]);
        Assert.Equal("""
            round,final,replica,seed,smoothing.beta,utility.1,utility.2,revenue
            0,0,1,7,10,0.10000000000000001,0.33333333333333331,0.5
            0,0,2,7,25,,2,0.25
            9,1,1,7,10,,,0.33333333333333331
            9,1,2,7,25,,,2

            """, run.Read("metrics.csv"));
    }

    [Fact]
    public void TableFile_IsReadBackBitForBit()
    {
        var run = _folder.Run();
        var table = new Table(3, "strategies",
            [new Column("replica", [1, 1]), new Column("bid", [1.0 / 3, double.NaN])]);
        TableFile.Write(run, table);
        Assert.Equal("replica,bid\n1,0.33333333333333331\n1,\n", run.Read("strategies.csv"));
        var read = TableFile.Read(run, "strategies", [])!;
        Assert.Equal(["replica", "bid"], read.Columns.Select(column => column.Name));
        Assert.Equal([1.0 / 3, double.NaN], read.Columns[1].Numbers);
        Assert.Null(TableFile.Read(run, "prices", []));
    }

    [Fact]
    public void TextsOfATable_AreReadBackAsTheyWere()
    {
        var run = _folder.Run();
        string[] names = ["fig", "1", "a, \"b\"", "#", " ", "", "\u00e9"];
        double[] prices = [1, 2, 3, 4, 5, 6, 7];
        TableFile.Write(run, new Table(3, "prices", [new Column("good", [], names), new Column("price", prices)]));
        Assert.StartsWith("good,price\nfig,1\n1,2\n\"a, \"\"b\"\"\",3\n\"#\",4\n\" \",5\n\"\",6\n",
            run.Read("prices.csv"));
        var read = TableFile.Read(run, "prices", ["good"])!;
        Assert.Equal(names, read.Columns[0].Texts!);
        Assert.Equal(prices, read.Columns[1].Numbers);
        Assert.Null(read.Columns[1].Texts);
    }

    private RunDirectory Logged()
    {
        var run = _folder.Run();
        var log = MetricLog.Start(run);
        foreach (long round in (long[])[0, 10, 20])
        {
            log.Add(Samples.Measured(round, "utility", false, Two));
        }
        log.Add(Samples.Measured(20, "utility", true, Two));
        return run;
    }
}
