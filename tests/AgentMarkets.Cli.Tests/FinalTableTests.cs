using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Reports;
using Xunit;

namespace AgentMarkets.Cli.Tests;

public sealed class FinalTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-table-").FullName;

    private static Manifest Done => new()
    {
        Experiment = "e", Started = "", Versions = new Dictionary<string, string>(), Device = "cpu", Host = "local",
        Seeds = [1], Round = 2000, Seconds = 3.14, PlayedSeconds = 2, StateHash = "abc",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Numbers_StandUnderEachOtherAndSmallOnesKeepTheirDigits()
    {
        var section = new ReportSection("e, seed 1")
        {
            Comparisons =
            [
                new Comparison("multiplier", 0.481, double.NaN, 0.5, "somebody (1999)"),
                new Comparison("utility-loss-ex-ante", 0.00001234, 0.5, 0, "zero in any equilibrium"),
                new Comparison("revenue", 0.3, 0.01, double.NaN, ""),
            ],
            Warnings = [new ReportWarning("l2 was not measured:", "Nobody knows.")],
            Expect = [new ExpectRow("l2.mean < 1", "-", false), new ExpectRow("revenue.mean > 0", "0.3", true)],
        };
        Assert.Equal($"""
            e, seed 1: 2,000 rounds in 3.1 s (1,000 rounds/s)

            quantity              learned  std. error    known  difference  what is known
            multiplier            0.48100           -  0.50000    -0.01900  somebody (1999)
            utility-loss-ex-ante  1.23e-5     0.50000        0     1.23e-5  zero in any equilibrium
            revenue               0.30000     0.01000        -           -

            note: l2 was not measured: Nobody knows.

            expected          value
            l2.mean < 1           -  NOT MET
            revenue.mean > 0    0.3  met

            state hash  abc
            report      {_folder}/run/report.html

            """, Text(section, Done));
    }

    [Fact]
    public void WithoutRounds_ThereIsNoSpeed() => Assert.StartsWith("e: 0 rounds in 3.1 s\n",
        Text(new ReportSection("e"), Done with { Round = 0, PlayedSeconds = 0 }));

    private string Text(ReportSection section, Manifest manifest)
    {
        using var text = new StringWriter();
        FinalTable.Write(text, section, manifest,
            RunDirectory.Create(Path.Combine(_folder, "run"), "e", [], DateTimeOffset.UnixEpoch));
        return text.ToString();
    }
}
