using Xunit;

namespace AgentMarkets.Lab.Tests;

/// <summary>The line that says how far a run is, on a terminal and elsewhere.</summary>
public sealed class ProgressTests
{
    private readonly StringWriter _said = new();

    [Fact]
    public void Elsewhere_ALineForEveryTwentiethPart()
    {
        var progress = new Progress(_said, isTerminal: false, quiet: false, rounds: 2000, ["multiplier"]);
        progress.Phase("preparing");
        for (long round = 1; round <= 2000; round++)
        {
            progress.Show(round, 0, round / 1000.0);
        }
        progress.Clear();
        string[] lines = _said.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(21, lines.Length);
        Assert.Equal("round 1/2,000  0 %  1.0k rounds/s  ETA 0:02", lines[0]);
        Assert.Equal("round 100/2,000  5 %  1.0k rounds/s  ETA 0:02", lines[1]);
        Assert.Equal("round 2,000/2,000  100 %  1.0k rounds/s  ETA 0:00", lines[^1]);
    }

    [Fact]
    public void Terminal_OneLineIsWrittenOverAndLeftClean()
    {
        var progress = new Progress(_said, isTerminal: true, quiet: false, rounds: 2000,
            ["multiplier", "utility-loss"]);
        progress.Phase("preparing");
        progress.Note(Samples.Measured(0, "multiplier", false, new[,] { { 0.5, 0.52 } }));
        progress.Note(Samples.Measured(0, "utility-loss", false, new[,] { { 0.00012, 0.00012 } }));
        progress.Note(Samples.Measured(0, "revenue", false, new[,] { { 1.0 } }));
        progress.Show(1240, 0, 1);
        progress.Show(1250, 0, 1.05);
        progress.Clear();
        string line = "round 1,240/2,000  62 %  multiplier 0.5100  utility-loss 1.20e-4  1.2k rounds/s  ETA 0:01";
        Assert.Equal($"\rpreparing\r{line}\r{new string(' ', line.Length)}\r", _said.ToString());
    }

    [Fact]
    public void Terminal_AShorterLineCoversTheLongerOne()
    {
        var progress = new Progress(_said, isTerminal: true, quiet: false, rounds: 10, []);
        const string Long = "a long phase with many words in it, longer than any line";
        progress.Phase(Long);
        progress.Show(1, 0, 0);
        Assert.EndsWith("\rround 1/10  10 %".PadRight(Long.Length + 1), _said.ToString());
    }

    [Fact]
    public void EndThatNobodyKnows_IsNotGuessedAt()
    {
        var progress = new Progress(_said, isTerminal: false, quiet: false, rounds: null, ["residual"]);
        foreach (var (round, seconds) in new[] { (1, 0.1), (2, 0.9), (3, 1.2), (4, 1.3), (5, 2.3), (6, 2.4) })
        {
            progress.Note(Samples.Measured(round, "residual", false, new[,] { { Math.Pow(10, -round) } }));
            progress.Show(round, 0, seconds, isLast: round == 6);
        }
        Assert.Equal("round 1  residual 0.1000\nround 3  residual 0.0010\nround 5  residual 1.00e-5\n"
            + "round 6  residual 1.00e-6\n", _said.ToString());
    }

    [Fact]
    public void Sentence_TakesALineOfItsOwn()
    {
        var progress = new Progress(_said, isTerminal: true, quiet: true, rounds: 10, []);
        progress.Show(5, 0, 1);
        progress.Phase("final evaluation");
        progress.Say("replica 1 failed");
        Assert.Equal("replica 1 failed\n", _said.ToString());
    }

    [Theory]
    [InlineData(59, "ETA 0:59")]
    [InlineData(61, "ETA 1:01")]
    [InlineData(3_600, "ETA 1:00:00")]
    [InlineData(90_061, "ETA 25:01:01")]
    [InlineData(1e15, "ETA 2400:00:00")]
    public void RemainingTime_IsInHoursWhereItMustBe(double seconds, string text)
    {
        long rounds = (long)seconds + 1;
        new Progress(_said, isTerminal: false, quiet: false, rounds, []).Show(1, 0, 1);
        Assert.EndsWith(text + "\n", _said.ToString());
    }

    [Fact]
    public void Speed_CountsFromWhereThisProcessBegan()
    {
        new Progress(_said, isTerminal: false, quiet: false, rounds: 2000, []).Show(1500, 1000, 10);
        Assert.Equal("round 1,500/2,000  75 %  50 rounds/s  ETA 0:10\n", _said.ToString());
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.48123, "0.4812")]
    [InlineData(-0.00012, "-1.20e-4")]
    [InlineData(123456, "1.23e+5")]
    [InlineData(double.NaN, "-")]
    public void Numbers_AreShort(double value, string text) => Assert.Equal(text, Progress.Short(value));
}
