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
          none     No smoothing.
          own-bid  Smooths the own bid.

        """, Cards.List(kind));

    [Fact]
    public void List_WithoutAKind_HasExperimentsToo()
    {
        string text = Cards.List();
        Assert.Contains("experiments\n  first  Bids shade.\n  llg    Three bidders.\n", text, StringComparison.Ordinal);
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
}
