using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class CardTextTests
{
    private static readonly CardText Cards = new(ToyPieces.Catalog,
        [new("llg", "Three bidders.", "Toy (2010)"), new("first", "Bids shade.", "Toy (2011)")]);

    [Theory]
    [InlineData("smoothing")]
    [InlineData("smoothings")]
    public void List_OfAKind_IsSortedAndAligned(string kind) => Assert.Equal("""
        smoothings
          none     No smoothing. [Toy (2001)]
          own-bid  Smooths the own bid. [Toy (2001), form A]

        """, Cards.List(kind));

    [Fact]
    public void List_WithoutAKind_HasExperimentsToo()
    {
        string text = Cards.List();
        Assert.Contains("experiments\n  first  Bids shade. [Toy (2011)]\n  llg    Three bidders. [Toy (2010)]\n", text,
            StringComparison.Ordinal);
        Assert.Equal(["experiments", "learners", "mechanisms", "priors", "smoothings", "strategies"],
            Cards.ListJson().Members.Select(member => member.Key));
    }

    [Fact]
    public void Show_PrintsEverythingOfThatName()
    {
        Assert.Equal("""
            llg (experiment)
              Three bidders.
              Source: Toy (2010)

            llg (mechanism)
              Two local bidders and a global one.
              Source: Toy (2003)
              Settings:
                payment  Who pays what.
                         one of nearest-vcg, vcg, first-price; default nearest-vcg
              Written: llg(payment=nearest-vcg)

            """, Cards.Show("llg"));
        Assert.Equal(2, Cards.ShowJson("llg")["cards"]!.Items.Count);
    }

    [Fact]
    public void Show_NamesWhatSpeaksOfAPieceAndWhatIsMadeOfIt()
    {
        var catalog = Core.Catalog.Catalog.Of([.. typeof(ToyPieces).GetNestedTypes(),
            .. typeof(CardTextTests).GetNestedTypes()]);
        Piece llg = catalog.Find("mechanism", "llg")!;
        string[] long20 = [.. Enumerable.Range(10, 20).Select(k => $"experiment-{k}")];
        var cards = new CardText(catalog, [.. long20.Reverse().Select(name => new ExperimentCard(name, "A toy.", "")
            { Pieces = [llg] }), new ExperimentCard("other", "A toy.", "")]);
        string shown = cards.Show("llg");
        Assert.EndsWith("""
              Written: llg(payment=nearest-vcg)
              Theorems:
                llg-truthful  Everybody tells the truth. [Toy (2010)]
              Experiments: experiment-10, experiment-11, experiment-12, experiment-13, experiment-14,
                experiment-15, experiment-16, experiment-17, experiment-18, experiment-19, experiment-20,
                experiment-21, experiment-22, experiment-23, experiment-24, experiment-25, experiment-26,
                experiment-27, experiment-28, experiment-29

            """, shown, StringComparison.Ordinal);
        Assert.EndsWith("  Written: llg-truthful\n  About: llg\n", cards.Show("llg-truthful"),
            StringComparison.Ordinal);
        Assert.EndsWith("  Written: first-price\n", cards.Show("first-price"), StringComparison.Ordinal);
        Node card = cards.ShowJson("llg")["cards"]!.Items[0];
        Assert.Equal("llg-truthful", card["theorems"]!.Items.Single().Text);
        Assert.Equal(long20, card["experiments"]!.Items.Select(name => name.Text));
        Assert.Equal("llg", cards.ShowJson("llg-truthful")["cards"]!.Items[0]["about"]!.Items.Single().Text);
    }

    [Theory]
    [InlineData("own-bit", "'own-bit': no such piece or experiment. Did you mean 'own-bid'? Kinds to list: "
        + "experiments, "
        + "learners, mechanisms, priors, smoothings, strategies.")]
    public void UnknownName_IsASentence(string name, string sentence)
        => Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => Cards.Show(name)).Message);

    [Fact]
    public void UnknownKind_IsASentence()
        => Assert.Equal("'mechanism-s': no such kind. Did you mean 'mechanisms'? Kinds: experiments, learners, "
            + "mechanisms, "
            + "priors, smoothings, strategies.",
            Assert.Throws<ConfigurationException>(() => Cards.List("mechanism-s")).Message);

    [Fact]
    public void Schema_IsStrictAndNamesEveryPiece()
    {
        JsonObject schema = ExperimentSchema.Export([new ToyFamily(), new OtherFamily()], ToyPieces.Catalog);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)schema["$schema"]!);
        JsonNode auction = schema["anyOf"]![0]!;
        Assert.False((bool)auction["additionalProperties"]!);
        Assert.Equal(["auction"], auction["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("#/$defs/smoothing", (string)auction["properties"]!["smoothing"]!["$ref"]!);
        JsonArray forms = schema["$defs"]!["smoothing"]!["anyOf"]!.AsArray();
        Assert.Equal(["none", "own-bid"], forms.Take(2).Select(form => (string)form!["const"]!));
        Assert.Equal("^(none|own-bid)\\(", (string)forms[2]!["pattern"]!);
        Assert.Equal(0, (double)forms[4]!["properties"]!["beta"]!["anyOf"]![0]!["exclusiveMinimum"]!);
        Assert.Equal("Games a round.", (string)auction["properties"]!["batch"]!["description"]!);
        IEnumerable<string> referred = schema.ToJsonString().Split("#/$defs/").Skip(1)
            .Select(rest => rest.Split('"')[0]);
        Assert.All(referred, name => Assert.NotNull(schema["$defs"]![name]));
    }

    [Kind("theorem", "theorems")]
    public interface IToyTheorem
    {
    }

    [Card("llg-truthful", "Everybody tells the truth.", "Toy (2010)")]
    [About(typeof(ToyPieces.Llg))]
    public sealed class Truthful : IToyTheorem
    {
    }
}
