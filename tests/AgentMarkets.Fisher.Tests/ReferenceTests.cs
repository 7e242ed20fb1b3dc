using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Solvers.PriceUpdates;
using AgentMarkets.Fisher.Utilities;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: what other solvers are compared with is right itself: the naive reference, tatonnement and
/// proportional response find the known prices of market G (docs/fisher.md, 6).</summary>
public class ReferenceTests
{
    public static TheoryData<double, double[]> Golden => new()
    {
        { .9, [1.083669346063, 2.178809986906, 1.519570226709] },
        { .5, [1.916957007277, 1.895705905554, 1.430543727205] },
        { 0, [13.0 / 6, 25.0 / 12, 11.0 / 9] },
        { -2, [8.694457107605, 0.4588939458224, 0.1292516669169] },
    };

    [Theory]
    [InlineData(1, .65312819569591)]
    [InlineData(.5, .23898963678858)]
    [InlineData(0, .22732954885051)]
    [InlineData(-2, .42885704189585)]
    [InlineData(double.NegativeInfinity, .79801915575479)]
    public void Naive_HasTheKnownNashGapOfG(double alpha, double gap)
    {
        using var play = ReferencePlay.Of(ReferencePlay.Golden, alpha, new Naive());
        Assert.True(play.IsFinished);
        Assert.Equal(gap, play["nash-gap"], 1e-12);
        Assert.Equal(0, play["violation-of-allocation"], 1e-15);
        Assert.Equal(0, play["violation-of-price"], 1e-15);
    }

    [Fact]
    public void Naive_IsAThirdFromEquilibriumInNormalContexts()
    {
        // Mean .355, 5-95 % .29-.41 over draws of the goods.
        double mean = Enumerable.Range(1, 10).Average(seed =>
        {
            using var play = ReferencePlay.Of(ReferencePlay.Drawn(1 << 12, 10, (ulong)seed), .5, new Naive());
            return play["nash-gap"];
        });
        Assert.InRange(mean, .31, .40);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Tatonnement_FindsTheKnownPrices(double alpha, double[] prices)
    {
        using var play = ReferencePlay.Of(ReferencePlay.Golden, alpha, new Tatonnement(new()), 400);
        AreClose(prices, play.Prices, 1e-11);
        Assert.InRange(play["residual"], 0, 1e-12);
        Assert.InRange(play["nash-gap"], -1e-14, 1e-12);
    }

    [Fact]
    public void Tatonnement_LeavesFreeGoodsFree()
    {
        using var play = ReferencePlay.Of(ReferencePlay.Golden, double.NegativeInfinity, new Tatonnement(new()), 2000);
        Assert.Equal([0, 0], play.Prices[1..]);
        Assert.Equal(10, play.Prices[0], 1e-12);
        Assert.Equal(2, play["unsold-goods"]);
        Assert.InRange(play["nash-gap"], -1e-9, 1e-9);
    }

    [Theory]
    [InlineData(AdjustmentRule.Additive, .1, 1000, 1e-11)]
    [InlineData(AdjustmentRule.Averaged, 1, 4000, 1e-3)]
    public void Tatonnement_ByOtherRules(AdjustmentRule rule, double step, long rounds, double accuracy)
    {
        var solver = new Tatonnement(new() { Rule = rule, Step = step });
        using var play = ReferencePlay.Of(ReferencePlay.Golden, .5, solver, rounds);
        AreClose([1.916957007277, 1.895705905554, 1.430543727205], play.Prices, accuracy);
    }

    [Fact]
    public void Tatonnement_OfLinearBuyersNeedsSmoothing()
    {
        Assert.Contains("jumps",
            ReferencePlay.Refusal(ReferencePlay.Golden, new Linear(), new Tatonnement(new())));
        // Softened demand with k is that of alpha = k / (1 + k).
        using var play = ReferencePlay.Of(ReferencePlay.Golden, 1, new Tatonnement(new() { Smoothing = 9 }), 400);
        AreClose([1.083669346063, 2.178809986906, 1.519570226709], play.Prices, 1e-11);
        Assert.InRange(play["nash-gap"], 1e-4, .1);
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(-1)]
    public void Tatonnement_OnASparseMarket_AgreesWithNewton(double alpha)
    {
        var valuations = new double[60, 30];
        for (int i = 0; i < 60; i++)
        {
            for (int e = 0; e < 4; e++)
            {
                valuations[i, (i + e * e * (i % 3 + 1)) % 30] = 1 + (i * 7 + e * 5) % 9;
            }
        }
        var market = new GivenMarket(MarketTable.Of(valuations, [.. Enumerable.Range(1, 60).Select(i => i % 7 + .5)],
            [.. Enumerable.Range(1, 30).Select(j => j % 4 + 1.0)]));
        Assert.True(market.IsSparse);
        using var newton = ReferencePlay.Of(market, alpha, new NewtonDual());
        using var play = ReferencePlay.Of(market, alpha, new Tatonnement(new()), 600);
        AreClose(newton.Prices, play.Prices, 1e-10);
        using var response = ReferencePlay.Of(market, alpha, new ProportionalResponse(new()), 600);
        AreClose(newton.Prices, response.Prices, 1e-8);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void ProportionalResponse_FindsTheKnownPrices(double alpha, double[] prices)
    {
        using var play = ReferencePlay.Of(ReferencePlay.Golden, alpha, new ProportionalResponse(new()), 1500);
        AreClose(prices, play.Prices, 1e-10);
        Assert.InRange(play["nash-gap"], -1e-14, 1e-11);
    }

    [Fact]
    public void ProportionalResponse_FindsTheKnownPricesOfLinearBuyers()
    {
        using var play = ReferencePlay.Of(ReferencePlay.Golden, 1, new ProportionalResponse(new()), 1500);
        AreClose([1, 2.25, 1.5], play.Prices, 1e-9);
        Assert.InRange(play["nash-gap"], -1e-14, 1e-9);
    }

    [Fact]
    public void ProportionalResponse_ClearsAtEveryMoment()
    {
        using var play = ReferencePlay.Of(ReferencePlay.Drawn(5000, 4), .5, new ProportionalResponse(new()), 3);
        Assert.InRange(play["violation-of-allocation"], 0, 1e-11);
        Assert.InRange(play["violation-of-price"], 0, 1e-11);
        Assert.InRange(play["nash-gap"], 1e-6, .1);
    }

    [Fact]
    public void ProportionalResponse_WithoutTheWholeResponse_OfComplementsOvershoots()
    {
        // With alpha = -2 the whole response multiplies errors of the shares by -2.
        var whole = new ProportionalResponse(new() { Response = 1 });
        using var play = ReferencePlay.Of(ReferencePlay.Golden, -2, whole, 100);
        Assert.InRange(play["nash-gap"], .1, double.PositiveInfinity);
    }

    [Fact]
    public void ProportionalResponse_OfLancasterBuyers_ReachesEquilibrium()
    {
        var market = ReferencePlay.Drawn(300, 5);
        var solver = new ProportionalResponse(new() { Inner = 5, PriceStep = .3 });
        using var play = new ReferencePlay(market, new Lancaster(new()), solver);
        play.To(300).Measured();
        Assert.InRange(play["nash-gap"], -1e-9, 1e-4);
        Assert.InRange(play["violation-of-allocation"], 0, 1e-11);
    }

    [Fact]
    public void WhatCannotBeSolvedIsRefused()
    {
        Assert.Contains("corners",
            ReferencePlay.Refusal(ReferencePlay.Golden, new Leontief(), new ProportionalResponse(new())));
        var lancaster = new Lancaster(new());
        var market = ReferencePlay.Drawn(100, 3);
        Assert.Contains("closed form", ReferencePlay.Refusal(market, lancaster, new Tatonnement(new())));
        Assert.Contains("ces family", ReferencePlay.Refusal(market, lancaster, new EisenbergGale(new())));
        var crowd = ReferencePlay.Drawn(1 << 30, 3, stored: false);
        Assert.Contains("a bid for every buyer",
            ReferencePlay.Refusal(crowd, new Linear(), new ProportionalResponse(new())));
        Assert.Contains("a parameter for every buyer",
            ReferencePlay.Refusal(crowd, new Linear(), new EisenbergGale(new())));
    }

    [Theory]
    [InlineData("tatonnement")]
    [InlineData("proportional-response")]
    [InlineData("eisenberg-gale")]
    public void ShardsDoNotChangeABit(string name)
    {
        var market = ReferencePlay.Drawn(4 * 4096 + 77, 3);
        using var one = ReferencePlay.Of(market, .3, Make(name), 25);
        using var three = ReferencePlay.Of(market, .3, Make(name), 25, shards: 3);
        // More shards than blocks: some have no buyer.
        using var nine = ReferencePlay.Of(market, .3, Make(name), 25, shards: 9);
        foreach (var play in new[] { three, nine })
        {
            Assert.Equal(one.Prices, play.Prices);
            Assert.Equal(one["nash-gap"], play["nash-gap"]);
        }
    }

    [Theory]
    [InlineData("tatonnement")]
    [InlineData("proportional-response")]
    [InlineData("eisenberg-gale")]
    public void ResumedIsUninterrupted(string name)
    {
        var market = ReferencePlay.Drawn(5000, 3);
        using var whole = new ReferencePlay(market, ReferencePlay.Ces(.3), Make(name), 2);
        var half = whole.To(23).Save();
        using var resumed = new ReferencePlay(market, ReferencePlay.Ces(.3), Make(name), 2).From(half);
        Assert.Equal(whole.To(44).Save().Hash(), resumed.To(44).Save().Hash());
        Assert.NotEqual(half.Hash(), whole.Save().Hash());
    }

    [Theory]
    [InlineData("naive", typeof(Naive))]
    [InlineData("tatonnement(rule=additive, step=0.1)", typeof(Tatonnement))]
    [InlineData("proportional-response(inner=5, price-step=0.3)", typeof(ProportionalResponse))]
    [InlineData("eisenberg-gale(momentum=true, like-buyers=1048576)", typeof(EisenbergGale))]
    [InlineData("streaming(method=stochastic-newton, buyers=16384)", typeof(Streaming))]
    public void StandsInTheCatalogue(string solver, Type type)
    {
        var catalog = Catalog.Scan([typeof(ILearner).Assembly, typeof(FisherFamily).Assembly]);
        var experiment = new ExperimentReader([new FisherFamily()], catalog, null).Read("test",
            $$"""{ "fisher": { "buyers": 64, "goods": 3 }, "solver": "{{solver}}", "rounds": 1 }""", "test", []);
        var read = ((FisherSettings)experiment.FamilySettings).Solver;
        Assert.IsType(type, read);
        Assert.All(read.Metrics, metric => Assert.True(catalog.All.Any(piece => piece.Name == metric), metric));
    }

    internal static void AreClose(double[] expected, double[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.Equal(expected[j], actual[j], relative * expected[j]);
        }
    }

    private static ISolver Make(string name) => name switch
    {
        "tatonnement" => new Tatonnement(new() { Rule = AdjustmentRule.Averaged }),
        "proportional-response" => new ProportionalResponse(new() { Inner = 2 }),
        // Two epochs end on the way, one with positive multipliers and so a question of its own.
        _ => new EisenbergGale(new() { Momentum = true, Steps = 8, StepSize = 5e4, Stop = 0 }),
    };
}
