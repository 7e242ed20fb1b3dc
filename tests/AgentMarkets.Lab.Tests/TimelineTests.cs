using AgentMarkets.Lab.Recording;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class TimelineTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Moments_AreReadAsTheyWereNoted()
    {
        var run = _folder.Run();
        var timeline = new Timeline(run, 0);
        timeline.Add(0, 0);
        timeline.Add(10, 1.25);
        timeline.Add(10, 1.5); // the final evaluation of the same round
        timeline.Add(20, 1e-5);
        (long, double)[] noted = [(0, 0.0), (10, 1.25), (20, 1e-5)];
        Assert.Equal(noted, timeline.Moments);
        Assert.Equal(noted, Timeline.Read(run));
        Assert.Equal("round,seconds\n0,0\n10,1.25\n20,1E-05\n", run.Read("timeline.csv"));
    }

    [Fact]
    public void RunThatGoesOn_KeepsWhatCameBefore()
    {
        var run = _folder.Run();
        var before = new Timeline(run, 0);
        before.Add(10, 1);
        before.Add(20, 2);
        File.AppendAllText(run["timeline.csv"], "30");
        new Timeline(run, 10).Add(15, 3);
        Assert.Equal([(10L, 1.0), (15L, 3.0)], Timeline.Read(run));
        Assert.Empty(new Timeline(run, 0).Moments);
    }

    [Fact]
    public void RunWithoutAny_HasNone() => Assert.Empty(Timeline.Read(_folder.Run()));
}
