using System.Text.Json.Nodes;
using AgentMarkets.Lab.Comparisons;
using Xunit;

namespace AgentMarkets.Lab.Tests.Comparisons;

public sealed class ResolvedSettingsTests
{
    [Fact]
    public void Pieces_AreTakenApart_AndReplicasHaveTheirOwnValues()
    {
        var settings = ResolvedSettings.Of("""
            {
              "name": "e", "seed": "1..2", "measure": ["l2"], "expect": { "l2.mean": "< 1" }, "batch": 128,
              "auction": { "bidders": [ { "prior": "uniform(low=0, high=1)" }, { "prior": "beta" } ], "share": false },
              "smoothing": "own-bid(beta=[10,50])", "learner": "gradient(optimizer=sgd)",
              "strategy": "mlp(hidden=[10,10])"
            }
            """, "experiment.json", JsonNode.Parse("""{ "seed": 2, "smoothing.beta": 50 }""")!.AsObject());
        Assert.Equal(
            [
                "auction.bidders.1.prior=uniform", "auction.bidders.1.prior.high=1", "auction.bidders.1.prior.low=0",
                "auction.bidders.2.prior=beta", "auction.share=false", "batch=128", "learner=gradient",
                "learner.optimizer=sgd", "smoothing=own-bid", "smoothing.beta=50", "strategy=mlp",
                "strategy.hidden=[10,10]",
            ],
            settings.Select(s => $"{s.Key}={s.Value}"));
    }
}
