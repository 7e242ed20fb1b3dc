using AgentMarkets.Auctions;
using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Structure.Tests;

/// <summary>The structure of the repository, which nothing but these tests would keep.</summary>
public sealed class TidyTests
{
    [Fact]
    public void References_PointDownward() => Obeyed(References.Check);

    [Fact]
    public void CoreAndFamilies_TouchNoClockThreadFileOrConsole() => Obeyed(Tokens.Check);

    [Fact]
    public void SourceFiles_FitInAHead() => Obeyed(Sizes.Files);

    [Fact]
    public void Lines_FitOnAScreen() => Obeyed(Sizes.Lines);

    [Fact]
    public void Methods_FitOnAScreen() => Obeyed(Sizes.Methods);

    [Fact]
    public void TypeNames_SayWhatTheyDo() => Obeyed(Names.Types);

    [Fact]
    public void Texts_NameNoPlaceAndNothingUnfinished() => Obeyed(Names.Texts);

    [Fact]
    public void Pieces_HaveTheirCards()
    {
        Type[] types = [.. typeof(CardAttribute).Assembly.GetTypes(), .. typeof(AuctionFamily).Assembly.GetTypes()];
        None(types.SelectMany(Cards.Check));
    }

    private static void Obeyed(Func<SourceFile, IEnumerable<string>> rule) => None(Repository.Files.SelectMany(rule));

    // As a message of its own, which is shown whole: one instruction a line.
    private static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} to mend:\n{string.Join("\n", all)}");
    }
}
