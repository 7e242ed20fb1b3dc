using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Utilities;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Auctions of several equal units (Krishna 2010, chapters 12 and 13; docs/auctions.md, 1).</summary>
public class MultiUnitTests
{
    public static TheoryData<string> Names => ["discriminatory", "uniform-price", "vickrey"];

    [Fact]
    public void FiveBidsForThreeUnits_AreSoldAndPaidAsByHand()
    {
        // All bids in order: 10, 9, 7 | 6, 4, 2. Bidder 1 wins two units, bidder 2 one.
        double[][] bids = [[10, 7], [9, 4], [6, 2]];
        foreach (var (name, paid) in new (string, double[])[]
        {
            ("discriminatory", [17, 9, 0]), ("uniform-price", [12, 6, 0]),
            // Bidder 1 displaces 6 and 4, bidder 2 displaces 6.
            ("vickrey", [10, 6, 0]),
        })
        {
            var found = Rehearsal.Play(Rule(name, units: 3, demand: 2), bids);
            Assert.Equal([0, 1, 1, 0, 0, 0], found.Win);
            Assert.Equal(paid, found.Paid);
        }
    }

    [Fact]
    public void UnitDemand_WinsOneUnitEach()
    {
        var found = Rehearsal.Play(Rule("uniform-price", units: 2, values: UnitValues.Unit), [[3], [5], [4]]);
        Assert.Equal([0, 1, 1], found.Win);
        Assert.Equal([0, 3, 3], found.Paid);
    }

    [Fact]
    public void TiedBids_AreRationedByTheRuleOfTies()
    {
        // Two units, three bids of 1: bidder 1 made two of them. C(2,j) C(1,2-j)/C(3,2): one unit with 2/3, two with
        // 1/3.
        double[][] bids = [[1, 1], [1, 0]];
        Near([2 / 3.0, 1 / 3.0, 2 / 3.0, 0], Rehearsal.Play(Rule("discriminatory"), bids).Win);
        Assert.Equal([0, 1, 0, 0], Rehearsal.Play(Rule("discriminatory", ties: TieRule.Lowest), bids).Win);
        Assert.Equal([1, 0, 1, 0],
            Rehearsal.Play(Rule("discriminatory", ties: TieRule.Lowest), [.. bids.Reverse()]).Win);
        // Behind the other's bid, bidder 1 would still get a unit and bidder 2 none.
        Assert.Equal([1, 0, 0, 0], Rehearsal.Play(Rule("discriminatory", ties: TieRule.Nobody), bids).Win);
        Near([4 / 3.0, 2 / 3.0], Rehearsal.Play(Rule("discriminatory"), bids).Paid);
        Near([4 / 3.0, 2 / 3.0], Rehearsal.Play(Rule("vickrey", ties: TieRule.Split), [[1, 1], [1, 1]])
            .Paid.Select((p, i) => p + (i == 0 ? 1 / 3.0 : -1 / 3.0)));
    }

    [Fact]
    public void ReserveZeroBidsAndEntryFee_AreHeeded()
    {
        Assert.Equal([0, 1, 0, 0], Rehearsal.Play(Rule("uniform-price"), [[1, 1], [0, 0]]).Win);
        Assert.Equal([0, 0, 0, 0], Rehearsal.Play(Rule("uniform-price"), [[0, 0], [0, 0]]).Win);
        var reserved = Rule("uniform-price", reserve: 0.5);
        Assert.Equal([1, 0, 1, 0], Rehearsal.Play(reserved, [[1, 0.4], [0.8, 0.3]]).Win);
        Assert.Equal([0.5, 0.5], Rehearsal.Play(reserved, [[1, 0.4], [0.8, 0.3]]).Paid);
        var charged = new Vickrey(new Vickrey.Settings { EntryFee = 0.1 });
        Assert.Equal([0.1, 0], Rehearsal.Play(charged, [[1, 1], [0, 0]]).Paid);
    }

    [Fact]
    public void IncreasingBids_AreAnError() =>
        Assert.Throws<ArgumentException>(() => Rehearsal.Play(Rule("vickrey"), [[1, 2], [1, 0]]));

    [Fact]
    public void Lots_GiveWholeUnitsWhoseMeanIsTheSplit()
    {
        const int Games = 40_000;
        using var scope = NewDisposeScope();
        var bids = tensor(new double[] { 1, 1, 1, 0, 1, 1 }, [1, 1, 3, 2]).expand(1, Games, 3, 2);
        var lots = tensor(Draws.Uniform(3, Games, [1, 1, 1]), [1, Games, 3]);
        var drawn = Rule("discriminatory", units: 3, ties: TieRule.Draw, demand: 2).Clear(bids, lots);
        Assert.True(((drawn.Win == 0) | (drawn.Win == 1)).all().item<bool>());
        var units = (drawn.Win * tensor(new double[] { 1, 2 })).sum(3);
        Assert.True((units.sum(2) == 3).all().item<bool>());
        var split = Rule("discriminatory", units: 3, demand: 2).Clear(bids.narrow(1, 0, 1)).Win;
        // Four standard errors of a mean of 40,000 draws of at most 1/2 deviation.
        Assert.True((drawn.Win.mean([1L], keepdim: true) - split).abs().max().item<double>() < 0.01);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Opposition_AgreesWithPlayingEveryGame(string name)
    {
        foreach (var ties in new[] { TieRule.Split, TieRule.Lowest, TieRule.Nobody })
        {
            foreach (var (units, demand, reserve, zero) in
            new[] { (2, 2, 0, false), (3, 2, 0.25, false), (3, 3, 0, true) })
            {
                var rule = Rule(name, units, demand, ties: ties, reserve: reserve, zeroWins: zero);
                int[] columns = [.. Enumerable.Repeat(8, 3 * demand)];
                double[] bids = Descending(Draws.Grid(5, 500, columns), demand);
                double[][] tried = [.. Descending(Draws.Grid(6, 12, columns[..demand]), demand)
                    .Concat(Descending(Draws.Uniform(6, 6, [.. columns[..demand].Select(_ => 0.6)]), demand))
                    .Chunk(demand)];
                Assert.InRange(Rehearsal.Disagreement(rule, 3, bids, tried), 0, 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vary_IsClearingAnew(string name)
    {
        using var scope = NewDisposeScope();
        var rule = Rule(name, units: 3, demand: 2);
        var bids = tensor(Descending(Draws.Grid(1, 50, [6, 6, 6, 6, 6, 6]), 2), [1, 50, 3, 2]);
        var own = tensor(Descending(Draws.Grid(2, 200, [6, 6]), 2), [1, 4, 50, 2]);
        var quick = rule.Vary(2, bids, own);
        var slow = Variation.ByClearing(rule, 2, bids, own, null);
        Assert.True((quick.Win - slow.Win).abs().max().item<double>() < 1e-12);
        Assert.True((quick.Paid() - slow.Paid()).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void UniformPriceOfTwoUnits_HasTheEquilibriumWithPriceZero()
    {
        var play = new Rehearsal(Rule("uniform-price"), 2, (_, v) => [v[0], 0]);
        var found = play.Of(1);
        Assert.Equal(2 / 3.0, found.Utility, 0.01);
        Assert.InRange(found.Worst, 0, 1e-9);
        var other = new Rehearsal(Rule("uniform-price"), 2, (_, _) => [1, 0]).Of(1);
        Assert.InRange(other.Worst, 0, 1e-9);
    }

    [Fact]
    public void UniformPriceOfThreeUnits_HasItsEquilibrium()
    {
        var rule = Rule("uniform-price", units: 3, demand: 2);
        var play = new Rehearsal(rule, 2, (_, v) => [v[0], v[1] * v[1]], games: 1 << 18);
        var found = play.Of(1);
        Assert.Equal(4 / 5.0, found.Utility, 0.02);
        Assert.InRange(found.Loss, 0, 1e-4);
        // The first bid hardly ever sets a price, so the control shades the second.
        var control = new Rehearsal(rule, 2, (i, v) => [v[0], (i == 1 ? 0.5 : 1) * v[1] * v[1]], games: 1 << 18).Of(1);
        Assert.True(control.Loss > 10 * found.Loss + 1e-4, $"{control.Loss} against {found.Loss}");
    }

    [Fact]
    public void Vickrey_IsTruthfulAgainstAnybody()
    {
        // Rivals that bid as they like: truth is a best reply type by type, up to the grid of bids that are tried.
        var play = new Rehearsal(Rule("vickrey", units: 3, demand: 2), 3,
            (i, v) => i == 1 ? v : [Math.Sin(3 * v[0]), 0.3 * v[1]]);
        Assert.InRange(play.Of(1).Worst, 0, 1e-6);
        Assert.True(play.Of(1, 0.95).Loss > 1e-5);
    }

    [Fact]
    public void DiscriminatoryEqualValues_HaveTheEquilibriumHalfTheValue()
    {
        var play = new Rehearsal(Rule("discriminatory", values: UnitValues.Equal), 2, (_, v) => [v[0] / 2, v[0] / 2]);
        var found = play.Of(1);
        Assert.Equal(1 / 3.0, found.Utility, 3e-3);
        Assert.InRange(found.Loss, 0, 1e-4);
        Assert.True(play.Of(1, 0.95).Loss > found.Loss + 2e-4);
    }

    [Theory]
    [InlineData("discriminatory")]
    [InlineData("uniform-price")]
    [InlineData("vickrey")]
    public void UnitDemand_HasItsEquilibriumAndUtility(string name)
    {
        // n = 3, K = 2: b = v (3 - 2v)/(3 (2 - v)), or v; utility K(K+1)/(2n(n+1)) = 1/4.
        var play = new Rehearsal(Rule(name, values: UnitValues.Unit), 3,
            (_, v) => [name == "discriminatory" ? v[0] * (3 - 2 * v[0]) / (3 * (2 - v[0])) : v[0]],
            games: 1 << 18);
        var found = play.Of(2);
        Assert.Equal(0.25, found.Utility, 3e-3);
        Assert.InRange(found.Loss, 0, name == "discriminatory" ? 5e-5 : 1e-9);
        Assert.True(play.Of(2, 0.95).Loss > 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BestBids_AreAtLeastThoseOfASearch(string name)
    {
        var rule = Rule(name, units: 3, demand: 2);
        double[] bids = Descending(Draws.Uniform(8, 3000, [1, 1, 0.7, 0.7]), 2);
        var opposition = rule.Against(1, 2, rule.Oppose(bids, 2)(1));
        double[] worth = [0.9, 1.5, 0.5, 0.6, 0.3, 0.6];
        var (best, at) = (new double[3], new double[6]);
        opposition.Best(worth, default, new QuasiLinear(), best, at);
        var (searched, found) = (new double[3], new double[6]);
        new BidSearch(opposition, 2, [(0, 1.05), (0, 1.05)]) { Descends = true }
            .Best(worth, default, new QuasiLinear(), searched, found);
        for (int t = 0; t < 3; t++)
        {
            // The grid is thinned to 2,048 of some 6,000 bids.
            Assert.True(best[t] >= searched[t] - 1e-4, $"{best[t]} is below {searched[t]}");
            // What is said to be best is as good as said, just above those bids.
            double[] above = [at[2 * t] + 1e-12, at[2 * t + 1] + (at[2 * t + 1] > 0 ? 1e-12 : 0)];
            Assert.Equal(best[t], opposition.Payoff(worth.AsSpan(2 * t, 2), 1, above, new QuasiLinear()), 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SmoothedMarkets_HaveSlopesThatAreTheirDifferenceQuotients(string name)
    {
        var rule = Rule(name, units: 3, demand: 2, reserve: 0.1);
        double[] bids = Descending(Draws.Uniform(11, 3 * 16, [1, 0.9]), 2);
        var form = new MarketPrice(new() { Beta = 8 });
        Assert.InRange(SlopeError.Of(rule, form, 3, bids), 0, 1e-6);
        Assert.InRange(SlopeError.Of(rule, new SoftmaxAllocation(new() { Temperature = 0.2 }), 3, bids), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SmoothedMarkets_TendToTheExactRule(string name)
    {
        var rule = Rule(name, units: 3, demand: 2);
        double[] bids = Descending(Draws.Uniform(11, 3 * 16, [1, 0.9]), 2);
        Assert.InRange(SlopeError.ToExact(rule, new MarketPrice(new() { Beta = 1e7 }), 3, bids), 0, 1e-9);
        Assert.InRange(SlopeError.ToExact(rule, new SoftmaxAllocation(new() { Temperature = 1e-7 }), 3, bids), 0, 1e-9);
    }

    [Fact]
    public void BestWelfare_GivesUnitsToTheHighestMarginalValues()
    {
        using var scope = NewDisposeScope();
        // Marginal values (3, 1) and (2, 1.5): three units are worth 3 + 2 + 1.5.
        var worth = tensor(new double[] { 3, 4, 2, 3.5 }, [1, 2, 2]);
        Assert.Equal(6.5, Rule("vickrey", units: 3, demand: 2).BestWelfare(worth).item<double>(), 1e-12);
    }

    private static MultiUnit Rule(string name, int units = 2, int? demand = null, UnitValues values = UnitValues.Draws,
        TieRule ties = TieRule.Split, double reserve = 0, bool zeroWins = false) => name switch
        {
            "discriminatory" => new Discriminatory(new Discriminatory.Settings
            {
                Units = units, Demand = demand, Values = values, Ties = ties, Reserve = reserve, ZeroWins = zeroWins,
            }),
            "uniform-price" => new UniformPrice(new UniformPrice.Settings
            {
                Units = units, Demand = demand, Values = values, Ties = ties, Reserve = reserve, ZeroWins = zeroWins,
            }),
            _ => new Vickrey(new Vickrey.Settings
            {
                Units = units, Demand = demand, Values = values, Ties = ties, Reserve = reserve, ZeroWins = zeroWins,
            }),
        };

    private static double[] Descending(double[] bids, int each) =>
        [.. bids.Chunk(each).SelectMany(bid => bid.OrderDescending())];

    private static void Near(IEnumerable<double> expected, IEnumerable<double> found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
