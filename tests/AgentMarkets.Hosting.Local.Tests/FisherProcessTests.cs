using AgentMarkets.Hosting.Local.Schedules;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: another process finds the same equilibrium to the last bit, and its networks learn the same
/// (docs/fisher.md, 8).</summary>
public class FisherProcessTests
{
    private const long Rounds = 200;

    [Theory]
    [InlineData("newton")]
    [InlineData("newton-linear")]
    [InlineData("bids-network")]
    public void AnotherProcess_EndsInTheStateOfThisOne(string scene)
    {
        string here = TestKit.Schedules.Run(() => Scenes.ByName(scene), Rounds, new InOrder()).Hash;
        Assert.Equal(here, TestKit.Schedules.Run(() => Scenes.ByName(scene), Rounds, new Shuffled(7)).Hash);
        string program = Path.Combine(AppContext.BaseDirectory, "SecondProcess.dll");
        Assert.Equal(here, Dotnet.Run("exec", program, scene, $"{Rounds}").Output.Trim());
    }
}
