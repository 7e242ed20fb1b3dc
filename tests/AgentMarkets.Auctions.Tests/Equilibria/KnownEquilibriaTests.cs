using AgentMarkets.Auctions.Equilibria;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>The theorems together.</summary>
public class KnownEquilibriaTests
{
    private static readonly IEquilibriumTheorem[] Theorems = [.. typeof(IEquilibriumTheorem).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEquilibriumTheorem)))
        .Select(type => (IEquilibriumTheorem)Activator.CreateInstance(type)!)];

    private static IEnumerable<KeyValuePair<string, BayesianGame>> Known => OneItemTests.AllCases
        .Select(c => KeyValuePair.Create(c.Key, c.Value.Game)).Concat(InterdependentTests.AllCases)
        .Concat(PackageAndUnitTests.AllCases);

    [Fact]
    public void EveryGame_HasOneTheorem_AndEveryTheoremAGame()
    {
        // Which one is found must not hang on the order of their names.
        var speaking = new List<string>();
        foreach (var (name, game) in Known)
        {
            var theorem = Assert.Single(Theorems, theorem => theorem.Of(game) is not null);
            speaking.Add(theorem.GetType().Name);
            Assert.False(string.IsNullOrEmpty(game.Equilibrium!.Source), name);
        }
        Assert.Empty(Theorems.Select(theorem => theorem.GetType().Name).Except(speaking));
    }

    [Fact]
    public void BidsAreFinite_AndDoNotDecreaseInTheType()
    {
        foreach (var (name, game) in Known.Where(g => g.Value.Shape is { Types: 1, Bids: 1 }))
        {
            var (low, high) = game.Nature.Support(game.Bidders[0]);
            double[] bids = [.. Enumerable.Range(0, 101).Select(k => game.BidOf(low + (high - low) * k / 100))];
            Assert.All(bids.Zip(bids.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-12, name));
            Assert.All(bids, bid => Assert.True(double.IsFinite(bid), name));
        }
    }
}
