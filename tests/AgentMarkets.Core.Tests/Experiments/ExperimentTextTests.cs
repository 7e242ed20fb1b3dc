using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class ExperimentTextTests
{
    [Fact]
    public void Values_KnowTheirPlace()
    {
        var problems = new Problems("x.jsonc");
        Node tree = ExperimentText.Parse("{ // c\n  \"ä\": { \"b\": 1.50, },\n\t\"c\": [true, "
            + "null,],\n}", "x.jsonc", problems)!;
        Assert.False(problems.Any);
        Node number = tree["ä"]!["b"]!;
        Assert.Equal(("1.50", 2, 15), (number.Text, number.Place.Line, number.Place.Column));
        Assert.Equal((3, 8), (tree["c"]!.Items[0].Place.Line, tree["c"]!.Items[0].Place.Column));
    }

    [Theory]
    [InlineData("", "x.jsonc:1:1: this is not JSON: ")]
    [InlineData("{ \"a\": 1 } x", "x.jsonc:1:12: this is not JSON: ")]
    [InlineData("{\n\"a\": tru }", "x.jsonc:2:")]
    [InlineData("{ \"a\": [1 }", "x.jsonc:1:11: this is not JSON: ")]
    public void SyntaxError_HasLineAndColumn(string text, string start)
    {
        var problems = new Problems("x.jsonc");
        Assert.Null(ExperimentText.Parse(text, "x.jsonc", problems));
        Assert.StartsWith(start, Assert.Single(problems.All).Sentence("x.jsonc"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ // Krishna (2009), Prop. 2.2: bids converge to v/2.     This is more.\n }",
        "Krishna (2009), Prop. 2.2: bids converge to v/2.")]
    [InlineData("// One line\n// goes on. And more.\n{ }", "One line goes on.")]
    [InlineData("{ \"a\": 1 } // late", null)]
    [InlineData("{ }", null)]
    public void LeadingComment_GivesItsFirstSentence(string text, string? sentence)
        => Assert.Equal(sentence, ExperimentText.LeadingComment(text));

    [Fact]
    public void WrittenTree_ReadsBackTheSame()
    {
        Node tree = Node.Object(("text", Node.Of("a \"b\" \\ \n ü "
            + "<")), ("number", Node.Of(1e-20)), ("flag", Node.Of(true)),
            ("null", Node.Null()), ("list", Node.List(Enumerable.Range(0, 60).Select(i => Node.Of((long)i)))),
            ("empty", Node.Object()), ("big", Node.Of(ulong.MaxValue)));
        Node? back = ExperimentText.Parse(tree.ToString(), "x.json", new Problems("x.json"));
        Assert.True(tree.SameAs(back!));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1e-5")]
    [InlineData(2.5e300, "2.5e300")]
    [InlineData(-0.0003, "-0.0003")]
    [InlineData(128, "128")]
    public void Number_IsWrittenShortest(double value, string text) => Assert.Equal(text, Node.Of(value).Text);
}
