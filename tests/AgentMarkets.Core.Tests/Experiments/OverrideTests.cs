using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class OverrideTests
{
    private const string Blocks = """
        { "auction": { "mechanism": "llg(payment=vcg)",
                       "bidders": [ { "count": 1, "prior": "uniform(low=0, high=1)" }, { "count": 2 } ] },
          "measure": "l2" }
        """;

    public static TheoryData<string, string, string> Changes => new()
    {
        { "auction.mechanism.payment=first-price", "auction.mechanism", "llg(payment=first-price)" },
        { "auction.mechanism={\"kind\": \"llg\"}", "auction.mechanism", "llg(payment=nearest-vcg)" },
        { "auction.bidders.1.prior.high=0.7", "auction.bidders.1.prior", "uniform(low=0, high=0.7)" },
        { "auction.bidders.2.prior=uniform(high=3)", "auction.bidders.2.prior", "uniform(low=0, high=3)" },
        { "auction.bidders.2.count=5", "auction.bidders.2.count", "5" },
        { "auction.bidders=4", "auction.bidders", "4" },
        { "smoothing.beta=10", "smoothing", "own-bid(beta=10)" },
        { "smoothing.kind=none", "smoothing", "none" },
        { "smoothing.beta=10,25", "smoothing", "own-bid(beta=[10,25])" },
        { "smoothing=none", "smoothing", "none" },
        { "learner.learning-rate=3e-4", "learner", "gradient(learning-rate=0.0003, optimizer=adam)" },
        { "strategy=mlp", "strategy", "mlp(hidden=[10,10], activation=selu)" },
        { "strategy=mlp(hidden=7)", "strategy", "mlp(hidden=[7], activation=selu)" },
        { "evaluation.samples=64", "evaluation.samples-on-the-way", "64" },
        { "measure+=oscillation", "measure", "[l2,oscillation]" },
        { "measure+=oscillation,certificate", "measure", "[l2,oscillation,certificate]" },
        { "measure=oscillation", "measure", "[oscillation]" },
        { "record+=trajectories", "record", "[trajectories]" },
        { "expect.l2.mean=< 0.5", "expect.l2.mean", "'< 0.5'" },
        { "description='a, b = c'", "description", "'a, b = c'" },
        { "description=two words", "description", "'two words'" },
        { "rounds=1e6", "rounds", "1000000" },
        { "auction.weight=null", "auction.weight", "" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Override_ChangesWhatItNames(string change, string key, string written)
    {
        Node resolved = ToyFamily.Read(Blocks, change).Resolved;
        Assert.Equal(written.Trim('\''), PieceText.Write(At(resolved, key)).Trim('\''));
    }

    [Fact]
    public void Overrides_ApplyInTheirOrder()
    {
        Node resolved = ToyFamily.Read(Blocks, "strategy=mlp", "strategy.hidden=3", "strategy.hidden+=4,5").Resolved;
        Assert.Equal("mlp(hidden=[3,4,5], activation=selu)", resolved["strategy"]!.Text);
    }

    [Fact]
    public void AddingToADefaultList_KeepsTheDefault()
    {
        Node resolved = ToyFamily.Read(Blocks, "strategy=mlp", "strategy.hidden+=4", "strategy.hidden+=5").Resolved;
        Assert.Equal("mlp(hidden=[10,10,4,5], activation=selu)", resolved["strategy"]!.Text);
    }

    [Fact]
    public void SettingOfAPieceInsideAList_IsReachedByNumber()
    {
        Node resolved = ToyFamily.Read(Blocks, "auction.mechanism=wrapped(inner=[llg,llg])",
            "auction.mechanism.inner.2.payment=vcg").Resolved;
        Assert.Equal("wrapped(inner=[llg(payment=nearest-vcg),llg(payment=vcg)], note='none so far')",
            resolved["auction"]!["mechanism"]!.Text);
    }

    [Fact]
    public void SettingOfAPieceInsideAPiece_IsReachedInText()
    {
        Node resolved = ToyFamily.Read(Blocks, "auction.mechanism=wrapped(inner=llg(payment=vcg))",
            "auction.mechanism.inner.payment=first-price").Resolved;
        Assert.Equal("wrapped(inner=[llg(payment=first-price)], note='none so "
            + "far')", resolved["auction"]!["mechanism"]!.Text);
    }

    [Fact]
    public void SingleBlock_IsAListOfOne()
    {
        Node resolved = ToyFamily.Read("""
            { "auction": { "mechanism": "first-price", "bidders": { "count": 1 } } }
            """, "auction.bidders.1.count=4").Resolved;
        Assert.Equal("""[{ "count": 4 }]""", resolved["auction"]!["bidders"]!.ToString());
    }

    private static Node At(Node node, string key)
    {
        bool isRule = key.StartsWith("expect.", StringComparison.Ordinal);
        foreach (string part in isRule ? ["expect", key[7..]] : key.Split('.'))
        {
            node = (int.TryParse(part, out int number) ? node.Items[number - 1] : node[part]) ?? Node.Of("");
        }
        return node;
    }
}
