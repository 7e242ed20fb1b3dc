using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Every mistake that a user can make in an experiment, with all that is said about it.</summary>
public sealed class MistakeTests
{
    private const string Family = "auction, smoothing, strategy, learner, batch, $schema, name, description, seed, "
        + "rounds, "
        + "measure, measure-every, expect, record, evaluation, oscillation";

    private const string Structure = "is part of the structure and takes one value in a run. The verb sweep makes a "
        + "run of each: write sweep for run, and ";

    public static TheoryData<string, string> InFiles => new()
    {
        // Keys.
        { """{ "auction": { "mechanism": "first-price" }, "lerner": "gradient" }""",
            $"lerner: no such setting. Did you mean 'learner'? Settings here: {Family}. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "learner": "gradient(lerning-rate=1)" }""",
            "learner.lerning-rate: no such setting. Did you mean 'learning-rate'? Settings of 'gradient': "
                + "learning-rate, "
            + "optimizer. (line 1)" },
        { """{ "auction": { "mechanism": { "kind": "first-price", "x": 1 } } }""",
            "auction.mechanism.x: no such setting. Settings of 'first-price': none. (line 1)" },
        { """{ "auction": {} }""",
            "auction.mechanism: missing. The rules of the auction. Wanted: mechanism (first-price, llg, "
            + "wrapped). (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "rounds": 1, "rounds": 2 }""",
            "rounds: stands twice in one block. Keep one of the two. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "share": true, "share": true } }""",
            "auction.share: stands twice in one block. Keep one of the two. (line 1)" },
        // Sections.
        { """{ "action": { "mechanism": "first-price" } }""",
            "toy.jsonc: has no section that says which market it is. Is 'action' meant to be 'auction'? Sections: "
                + "auction, "
            + "fisher." },
        { "{ }", "toy.jsonc: has no section that says which market it is. Sections: auction, fisher." },
        { """{ "auction": { "mechanism": "first-price" }, "fisher": {} }""",
            "fisher: an experiment is of one family, and this one has 'auction' already. Keep one of the two. "
                + "(line 1)" },
        // Values.
        { """{ "auction": { "mechanism": "first-prise" } }""",
            "auction.mechanism = 'first-prise': no such mechanism. Did you mean 'first-price'? Mechanisms: "
                + "first-price, llg, "
            + "wrapped. (line 1)" },
        { """{ "auction": { "mechanism": 3 } }""",
            "auction.mechanism = 3: must be a mechanism. Mechanisms: first-price, llg, wrapped. (line 1)" },
        { """{ "auction": { "mechanism": "llg(payment=vgc)" } }""",
            "auction.mechanism.payment = 'vgc': no such choice. Did you mean 'vcg'? Choices: nearest-vcg, vcg, "
                + "first-price. (line 1)" },
        { """{ "auction": { "mechanism": "llg(payment=vcg" } }""",
            "auction.mechanism = 'llg(payment=vcg': misses a ')' at its end. Write it like "
                + "llg(payment=nearest-vcg). (line 1)" },
        { """{ "auction": { "mechanism": "first-price(7)" } }""",
            "auction.mechanism = 7: 'first-price' takes no value without a name. It has no settings. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "prior": "uniform(7)" } }""",
            "auction.prior = 7: 'uniform' takes no value without a name. Write low=..., and several values in "
                + "brackets, [a,b]. Settings: low, high. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "prior": "uniform(low=2)" } }""",
            "auction.prior.low = 2: must be below high, which is 1. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "share": "yes" } }""",
            "auction.share = 'yes': must be true or false. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "weight": 1.5 } }""",
            "auction.weight = 1.5: must be at least 0 and at most 1. (line 1)" },
        { """{ "auction": "first-price" }""",
            "auction = 'first-price': must be a block { ... }. Settings: mechanism, bidders, prior, share, weight. "
                + "(line 1)" },
        { """{ "auction": { "mechanism": "first-price", "bidders": [ { "count": 0 } ] } }""",
            "auction.bidders.1.count = 0: must be at least 1. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "bidders": [ { "prior": { "high": 2 } } ] } }""",
            "auction.bidders.1.prior = { \"high\": 2 }: does not say which prior. Write "
            + "auction.bidders.1.prior=name(setting=value), or an object with \"kind\". Priors: empirical, "
                + "uniform. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "bidders": true } }""",
            "auction.bidders = true: must be a whole number, or a list of blocks of settings. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "rounds": -1 }""",
            "rounds = -1: must be at least 0. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "rounds": "many" }""",
            "rounds = 'many': must be a whole number. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "rounds": 1.5 }""",
            "rounds = 1.5: must be a whole number. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "evaluation": { "samples": 9e9 } }""",
            "evaluation.samples = 9e9: must be from -2147483648 to 2147483647. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "batch": 1.5 }""",
            "batch = 1.5: must be a whole number and at least 1. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": -1 }""",
            "seed = -1: must be a whole number from 0 to 18446744073709551615. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": [] }""",
            "seed = []: must hold whole numbers. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": "5..1" }""",
            "seed = '5..1': a range is written from..to with whole numbers, the smaller one first. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": "0..9999999" }""",
            "seed = '0..9999999': a range may hold at most 1,000,000 values. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": "1..3,2" }""",
            "seed = '1..3,2': holds 2 twice. Two replicas of one seed are the same run; give each seed once. (line "
                + "1)" },
        { """{ "auction": { "mechanism": "first-price" }, "record": ["weights"] }""",
            "record = 'weights': no such choice. Choices: trajectories. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "name": true }""", "name = true: must be a text. (line 1)" },
        // Structure.
        { """{ "auction": { "mechanism": "first-price", "bidders": [2, 3] } }""",
            $"auction.bidders = [2,3]: {Structure}auction.bidders=a,b. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "rounds": "10,20" }""",
            $"rounds = '10,20': {Structure}rounds=a,b. (line 1)" },
        { """{ "auction": { "mechanism": ["first-price", "llg"] } }""",
            $"auction.mechanism = [first-price,llg]: {Structure}auction.mechanism=a,b. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "seed": "1..2000", "smoothing": "own-bid(beta=1..1000)" }""",
            "toy.jsonc: 2,000,000 replicas (1000 of smoothing.beta x 2000 of seed) are more than 1,000,000. Give fewer "
            + "values, or split the experiment." },
        // Rules.
        { """{ "auction": { "mechanism": "first-price" }, "expect": { "l2": "< 1" } }""",
            "expect.l2: does not say what of the metric is meant. Write l2.mean; fields: mean, standardError, "
                + "verdict, kind. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "expect": { "l2.mean": "about 1" } }""",
            "expect.l2.mean = 'about 1': is no rule. Write one of: '< x', '<= x', '> x', '>= x', 'x +- d', '= "
                + "text'. (line 1)" },
        { """{ "auction": { "mechanism": "first-price" }, "expect": "l2 < 1" }""",
            "expect = 'l2 < 1': must be a block of rules. Write { \"l2.mean\": \"< 0.03\" }. (line 1)" },
        // Data.
        { """{ "auction": { "mechanism": "first-price", "prior": "empirical" } }""",
            "auction.prior.file: missing. The file, one value a line. Wanted: data file. (line 1)" },
        { """{ "auction": { "mechanism": "first-price", "prior": "empirical(file=gone.csv)" } }""",
            "auction.prior.file = 'gone.csv': no such file. Relative paths are relative to the current directory. "
                + "(line 1)" },
        { """{ "fisher": { "market": "gone" } }""",
            "fisher.market = 'gone': no such folder. Relative paths are relative to the current directory. (line 1)" },
        // JSON.
        { "[]", "toy.jsonc:1:1: an experiment is an object. Write { \"auction\": { ... } }." },
        { "{\n  \"auction\" 3 }", "toy.jsonc:2:13: this is not JSON: '3' is invalid after a property name. "
            + "Expected a ':'." },
    };

    public static TheoryData<string, string> InOverrides => new()
    {
        { "rounds", "override 'rounds': is no override. Write key=value, such as seed=1..64 or "
            + "learner.learning-rate=3e-4." },
        { "a..b=1", "override 'a..b=1': is no override. Write key=value, such as seed=1..64 or "
            + "learner.learning-rate=3e-4." },
        { "learner.rate=1", "learner.rate: no such setting. Settings of 'gradient': learning-rate, optimizer. "
            + "(override 'learner.rate=1')" },
        { "learner.learning-rate=-3", "learner.learning-rate = -3: must be above 0. (override "
            + "'learner.learning-rate=-3')" },
        { "nonsense.x=1", $"nonsense: no such setting. Settings here: {Family}. (override 'nonsense.x=1')" },
        { "auction.bidders.1.count=2", "auction.bidders = 2: is not a list of blocks, so there is no block 1. Write "
            + "auction.bidders as a list of blocks in the file, such as [{ \"count\": 1 }, { \"count\": 1 }]. "
            + "(override 'auction.bidders.1.count=2')" },
        { "rounds.x=2", "rounds = 10: has no settings, so there is no 'x' in it. (override 'rounds.x=2')" },
        { "smoothing=softmax", "smoothing = 'softmax': no such smoothing. Smoothings: none, own-bid. (override "
            + "'smoothing=softmax')" },
        { "smoothing=own-bid,none", $"smoothing = [own-bid,none]: {Structure}smoothing=a,b. (override "
            + "'smoothing=own-bid,none')" },
        { "auction.bidders=2,3", $"auction.bidders = [2,3]: {Structure}auction.bidders=a,b. (override "
            + "'auction.bidders=2,3')" },
        { "name=a,b", "name = [a,b]: must be one text. Put quotes around a text with a comma. (override 'name=a,b')" },
        { "learner=gradient(learning-rate=0.1", "learner = 'gradient(learning-rate=0.1': misses a ')' at its end. "
            + "Write it like gradient(learning-rate=0.01, optimizer=adam). "
            + "(override 'learner=gradient(learning-rate=0.1')" },
        { "expect.l2.mean=1", "expect.l2.mean = 1: is no rule. Write one of: '< x', '<= x', '> x', '>= x', 'x +- "
            + "d', '= text'. "
            + "(override 'expect.l2.mean=1')" },
    };

    [Theory]
    [MemberData(nameof(InFiles))]
    public void MistakeInAFile_IsASentence(string text, string sentence)
    {
        var thrown = Assert.Throws<ConfigurationException>(() => ToyFamily.Read(text));
        Assert.Equal($"toy.jsonc: 1 problem\n  {sentence}", thrown.Message);
    }

    [Theory]
    [MemberData(nameof(InOverrides))]
    public void MistakeInAnOverride_IsASentence(string change, string sentence)
    {
        const string Text = """{ "auction": { "mechanism": "first-price", "bidders": 2 }, "rounds": 10 }""";
        var thrown = Assert.Throws<ConfigurationException>(() => ToyFamily.Read(Text, change));
        Assert.Equal($"toy.jsonc: 1 problem\n  {sentence}", thrown.Message);
    }

    [Fact]
    public void SeveralMistakes_AreAllListedWithTheirLines()
    {
        const string Text = """
            { // A comment.
              "auction": { "mechanism": "first-price", "bidders": [ { "count": 1 }, ], },
              "learner": "gradient(learning-rate=-3)",
              "strategy": "mlp(hidden=[10,0,-1])",
            }
            """;
        var thrown = Assert.Throws<ConfigurationException>(() => ToyFamily.Read(Text, "auction.bidders.2.count=1"));
        Assert.Equal("""
            toy.jsonc: 4 problems
              auction.bidders = [{ "count": 1 }]: has no '2'. It is a list of 1; address its blocks from 1, such as @
              strategy.hidden.2 = 0: must be at least 1. (line 4)
              strategy.hidden.3 = -1: must be at least 1. (line 4)
              learner.learning-rate = -3: must be above 0. (line 3)
            """.Replace("@", "auction.bidders.1. (override 'auction.bidders.2.count=1')"), thrown.Message);
    }

    [Fact]
    public void BadCells_AreListedUpToTwentyAndThenCounted()
    {
        const string Text = """{ "auction": { "mechanism": "first-price", "prior": "empirical(file=bad.csv)" } }""";
        var thrown = Assert.Throws<ConfigurationException>(() => ToyFamily.Read(Text));
        string[] lines = thrown.Message.Split('\n');
        Assert.Equal("toy.jsonc: 57 problems", lines[0]);
        Assert.Equal("  bad.csv:3:1 = 'x3': must be a number.", lines[3]);
        Assert.Equal("  ... and 37 more", lines[21]);
        Assert.Equal(22, lines.Length);
    }

    [Fact]
    public void UnknownMetrics_AreProblemsOnceTheGameIsKnown()
    {
        Experiment experiment = ToyFamily.Read("""
            { "auction": { "mechanism": "first-price" }, "measure": ["utility-los"], "expect": { "l3.mean": "< 1" } }
            """);
        var problems = new Problems("toy.jsonc");
        experiment.CheckMetrics(["utility-loss", "l2"], new Dictionary<string, IReadOnlyList<string>>(), problems);
        Assert.Equal("""
            toy.jsonc: 2 problems
              measure = 'utility-los': no such metric. Did you mean 'utility-loss'? Metrics: l2, utility-loss.
              expect.l3.mean: no such metric. Did you mean 'l2'? Metrics: l2, utility-loss. (line 1)
            """, problems.ToString());
    }
}
