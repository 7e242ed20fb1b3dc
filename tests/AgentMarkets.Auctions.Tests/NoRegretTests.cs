using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: multiplicative weights cycle, converge on average, or converge as other programs found, to all digits
/// that were written down. Method: whole runs, tables and sums of the actors.</summary>
public class NoRegretTests
{
    private const double Digits = 6e-7;

    private static readonly string[] Matrix =
    [
        "auction.prior=fixed(value=1)", "learner=multiplicative-weights(rate=0.1)", "batch=1", "seed=1",
        "measure=no-regret", """
        auction.bidders=[
          { "strategy": "table(log-weights=[0.3,0,0])" }, { "strategy": "table(log-weights=[0,0.2,0])" }]
        """,
    ];

    [Theory]
    [InlineData("rock-paper-scissors", 1000, 0.004970, 0.006153, 0.011124, 0.794157)]
    [InlineData("rock-paper-scissors", 2000, 0.011254, 0.012156, 0.023410, 1.793700)]
    [InlineData("shapley", 1000, 0.013587, 0.013463, 0.273029, 1.000000)]
    [InlineData("shapley", 2000, 0.005544, 0.005930, 0.278497, 1.000000)]
    public void MatrixGames_HaveTheRegretAndGapsThatAreKnown(
        string game, int rounds, double first, double second, double average, double last)
    {
        var play = Play.FirstPrice(
            [.. Matrix, $"auction.mechanism=matrix-game(game={game})", $"rounds={rounds}"]);
        Assert.Equal(first, play["regret"][0, 0], Digits);
        Assert.Equal(second, play["regret"][0, 1], Digits);
        Assert.Equal(average, play["table-gap-average"][0, 0], Digits);
        Assert.Equal(last, play["table-gap"][0, 0], Digits);
    }

    [Theory]
    [InlineData("rock-paper-scissors", 15, 51, 77, 124, 160, 187, 234, 268, 298, 345, 375, 409)]
    [InlineData("shapley", 26, 94, 174, 307, 583, 1180)]
    public void MatrixGames_SwitchInTheRoundsThatAreKnown(string game, params int[] switches)
    {
        double[][] path = Watched.Play(switches[^1] + 2, [.. Matrix, $"auction.mechanism=matrix-game(game={game})"]);
        int[] modal = [.. path.Skip(1).Select(tables => Array.IndexOf(tables, tables.Take(3).Max(), 0, 3))];
        Assert.Equal(switches, Enumerable.Range(1, modal.Length - 1).Where(k => modal[k] != modal[k - 1]));
    }

    [Fact]
    public void AllPayOfKnownValues_HasTheRegretAndGapsThatAreKnown()
    {
        var play = Play.FirstPrice("auction.mechanism=all-pay(ties=split, zero-wins=true)",
            "auction.prior=fixed(value=1)", "learner=multiplicative-weights(rate=0.1)", "batch=1", "seed=1",
            "measure=no-regret", "rounds=2000", """
            auction.bidders=[
              { "strategy": "table(bids=11, low=0, high=1, log-weights=[0.3,0,0,0,0,0,0,0,0,0,0])" },
              { "strategy": "table(bids=11, low=0, high=1, log-weights=[0,0,0,0,0,0.2,0,0,0,0,0])" }]
            """);
        Assert.Equal(0.002133, play["regret"][0, 0], Digits);
        Assert.Equal(0.002063, play["regret"][0, 1], Digits);
        Assert.Equal(0.004196, play["table-gap-average"][0, 0], Digits);
        Assert.Equal(0.084972, play["table-gap"][0, 0], Digits);
    }

    [Fact]
    public void FirstPriceOnAGrid_HasTheRegretAndLossesThatAreKnown()
    {
        // With the start 500 tables.
        var play = Play.FirstPrice("auction.mechanism=first-price(ties=split, zero-wins=true)", "auction.share=true",
            "strategy=table(types=16, bids=17, low=0, high=0.5, counts-start=true)",
            "learner=multiplicative-weights(rate=16, decay=0.5)", "batch=1", "seed=1", "measure=no-regret",
            "rounds=499");
        for (int bidder = 0; bidder < 2; bidder++)
        {
            Assert.Equal(0.001425, play["regret"][0, bidder], Digits);
            Assert.Equal(0.001430, play["table-loss-average"][0, bidder], Digits);
            Assert.Equal(0.000614, play["table-loss"][0, bidder], Digits);
        }
    }

    [Fact]
    public void GapOfTheAverage_IsTheSumOfRegretsWhereAllIsSharedOut()
    {
        // Of two players, in a game of constant sum.
        var play = Play.FirstPrice([.. Matrix, "auction.mechanism=matrix-game", "rounds=37"]);
        Assert.Equal(play["regret"][0, 0] + play["regret"][0, 1], play["table-gap-average"][0, 0], 1e-14);
    }

    [Fact]
    public void BeforeTheFirstRound_TheStartIsAllThereIs()
    {
        var play = Play.FirstPrice([.. Matrix, "auction.mechanism=matrix-game", "rounds=0"]);
        Assert.False(play.Has("regret"));
        double[] start = Watched.Play(0, [.. Matrix, "auction.mechanism=matrix-game"])[0];
        double sum = Math.Exp(0.3) + 2;
        Assert.Equal(Math.Exp(0.3) / sum, start[0], 1e-15);
        Assert.Equal(1 / (Math.Exp(0.2) + 2), start[3], 1e-15);
    }

    [Theory]
    [InlineData("multiplicative-weights(rate=0.1)")]
    [InlineData("mirror-ascent(regularizer=entropic, rate=0.1, decay=0)")]
    public void LogWeights_AreWhatMultiplicativeWeightsGoOnFrom(string learner)
    {
        string[] game = ["auction.mechanism=matrix-game", "auction.prior=fixed(value=1)", "batch=1", "seed=3..4",
            "strategy=table(log-weights=[1,0,-1], jitter=0.5)", $"learner={learner}"];
        double[][] path = Watched.Play(1, game);
        // s ~ s exp(eta c), with c of the mean of what the other played.
        for (int replica = 0; replica < 2; replica++)
        {
            double[] own = path[0][(3 * replica)..][..3], other = path[0][(6 + 3 * replica)..][..3];
            double[] payoff = [other[2] - other[1], other[0] - other[2], other[1] - other[0]];
            double[] weights = [.. own.Zip(payoff, (s, c) => s * Math.Exp(0.1 * c))];
            Assert.Equal(weights.Select(x => x / weights.Sum()), path[1][(3 * replica)..][..3],
                (x, y) => Math.Abs(x - y) < 1e-14);
        }
        Assert.NotEqual(path[0][..3], path[0][3..6]);
    }

    [Theory]
    [InlineData("strategy=table(log-weights=[1,0], bids=3)", "2 log weights for 3 bids")]
    [InlineData("strategy=table(start=random, jitter=0.1)", "strategy.jitter")]
    [InlineData("learner=multiplicative-weights(decay=0.5)", "learner.decay")]
    public void WhatCannotBeAStart_IsRefused(string setting, string said) =>
        Assert.Contains(said, Assert.Throws<ConfigurationException>(() => Play.Build(null, "strategy=table",
            "learner=multiplicative-weights(rate=1)", "rounds=1", setting)).Message);
}
