using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class ExpectRuleTests
{
    [Theory]
    [InlineData("< 0.03", 0.02, true)]
    [InlineData("< 0.03", 0.03, false)]
    [InlineData("<= 0.03", 0.03, true)]
    [InlineData(">0", 1e-9, true)]
    [InlineData("> 0", 0, false)]
    [InlineData(">= -1e-3", -1e-3, true)]
    [InlineData("0.5 +- 0.1", 0.59, true)]
    [InlineData("0.5 +- 0.1", 0.61, false)]
    [InlineData("0.5+-0.1", 0.41, true)]
    [InlineData("0.5 ± 0.1", 0.45, true)]
    [InlineData("= 2", 2, true)]
    [InlineData("< 1", double.NaN, false)]
    [InlineData("> 1", double.PositiveInfinity, false)]
    public void Rule_JudgesANumber(string condition, double value, bool met)
    {
        ExpectVerdict verdict = Rule("l2.mean", condition).Evaluate(key => key == "l2.mean" ? value : null);
        Assert.Equal(met, verdict.Met);
    }

    [Fact]
    public void Rule_JudgesAText()
    {
        ExpectRule rule = Rule("oscillation.verdict", "= noise");
        Assert.Equal(new ExpectVerdict("oscillation.verdict = noise", "noise", true), rule.Evaluate(_ => "noise"));
        Assert.False(rule.Evaluate(_ => "cycle").Met);
    }

    [Fact]
    public void MissingValue_IsNotMet()
        => Assert.Equal(new ExpectVerdict("l2.mean < 0.03", null, false), Rule("l2.mean", "<  "
            + "0.03").Evaluate(_ => null));

    [Fact]
    public void Rule_NamesItsMetric()
    {
        ExpectRule rule = Rule("multiplier-average.mean", "< 1");
        Assert.Equal(("multiplier-average", "mean"), (rule.Metric, rule.Field));
    }

    private static ExpectRule Rule(string key, string condition)
    {
        var problems = new Problems("toy.jsonc");
        ExpectRule? rule = ExpectRule.Parse(key, Node.Of(condition), new Place("toy.jsonc"), problems);
        problems.ThrowIfAny();
        return rule!;
    }
}
