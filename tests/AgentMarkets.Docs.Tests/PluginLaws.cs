using System.Reflection;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Docs.Tests;

/// <summary>Goal: the pieces of the pages are good examples. Method: compile them, check their laws.</summary>
public sealed class PluginLaws
{
    [Fact]
    public void PiecesOfThePage_KeepTheLaws()
    {
        var plugin = Compile("docs/adding-a-piece.md", "plugins/MyPieces.dll");
        var catalog = Catalog.Scan([plugin]);
        PriorLaws.OverCatalogue(catalog);
        MechanismLaws.OverCatalogue(catalog);
        OppositionLaws.OverCatalogue(catalog);
        UtilityLaws.OverCatalogue(catalog);
        StrategyLaws.OverCatalogue(catalog);
        LearnerLaws.OverCatalogue(catalog, ["sign(learning-rate=0.2)"]);
        BuyerUtilityLaws.OverCatalogue(catalog);
    }

    [Fact]
    public void FamilyOfThePage_KeepsTheLaws()
    {
        var plugin = Compile("docs/adding-a-family.md", "plugins/MyMarket.dll");
        var family = (IFamily)Activator.CreateInstance(plugin.GetType("MyMarket.CournotFamily")!)!;
        Func<IGame> make = () => Game.Read(family, """{ "cournot": { "firms": 3 } }""", "rounds=5");
        BehaviorLaws.Check(make, rounds: 5);
        Schedules.ShouldAgree(make, rounds: 5, count: 50);
        Swarm.Run(make, rounds: 5, seeds: [1, 2, 3, 4, 5]);
    }

    /// <summary>Compiles by the page's own command, and loads from memory, so that the folder can be removed.</summary>
    private static Assembly Compile(string path, string assembly)
    {
        var page = Page.Read(path);
        using var desk = new Desk(page);
        var build = page.Blocks.SelectMany(block => block.Commands()).First(c => c.Typed.StartsWith("dotnet build"));
        var (code, output) = desk.Run(build.Typed);
        Assert.True(code == 0, output);
        return Assembly.Load(File.ReadAllBytes(desk[assembly]));
    }
}
