using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Packages;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>The mechanism on top of <see cref="PackageAuction"/>, whose numbers Packages/CorePaymentTests
/// checks.</summary>
public class CoreMechanismTests
{
    private static readonly QuasiLinear Money = new();

    [Theory]
    [InlineData(PackagePayment.Vcg, 2, 2, 1)]
    [InlineData(PackagePayment.NearestVcg, 11.0 / 3, 11.0 / 3, 8.0 / 3)]
    [InlineData(PackagePayment.NearestZero, 3.5, 3.5, 3)]
    [InlineData(PackagePayment.NearestBid, 4, 3.5, 2.5)]
    [InlineData(PackagePayment.FirstPrice, 6, 5, 4)]
    public void TheKnownGame_HasItsPayments(PackagePayment payment, double p1, double p2, double p3)
    {
        using var scope = NewDisposeScope();
        var rule = Own(payment, "A", "B", "C", "AB", "BC", "AC", "ABC");
        var outcome = rule.Clear(tensor(new double[] { 6, 5, 4, 7, 6, 5, 10 }, [1, 1, 7, 1]));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0], Numbers(outcome.Win));
        double[] expected = [p1, p2, p3, 0, 0, 0, 0];
        Assert.Equal(expected, Numbers(outcome.Paid()), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Theory]
    [InlineData(PackagePayment.FirstPrice, LlgPayment.FirstPrice)]
    [InlineData(PackagePayment.Vcg, LlgPayment.Vcg)]
    [InlineData(PackagePayment.NearestVcg, LlgPayment.NearestVcg)]
    [InlineData(PackagePayment.NearestZero, LlgPayment.NearestZero)]
    [InlineData(PackagePayment.NearestBid, LlgPayment.NearestBid)]
    public void CoreOfLlg_IsLlg(PackagePayment payment, LlgPayment closed)
    {
        using var scope = NewDisposeScope();
        var core = new CorePackages(new CorePackages.Settings { Game = CoreGame.Llg, Payment = payment });
        var llg = new Llg(new Llg.Settings { Payment = closed });
        // Drawn bids, and sixteenths, which tie.
        foreach (double[] drawn in new[]
        {
            Draws.Uniform(seed: 1, games: 1000, high: [1, 1, 2]), Draws.Grid(seed: 2, games: 1000, [16, 16, 32]),
        })
        {
            var bids = tensor(drawn, [2, 500, 3, 1]);
            var (expected, found) = (llg.Clear(bids), core.Clear(bids));
            Assert.Equal(Numbers(expected.Win), Numbers(found.Win));
            Assert.Equal(Numbers(expected.Paid()), Numbers(found.Paid()), (x, y) => Math.Abs(x - y) < 1e-8);
            Assert.Equal(Numbers(llg.BestWelfare(bids[0])), Numbers(core.BestWelfare(bids[0])),
                (x, y) => Math.Abs(x - y) < 1e-12);
        }
        Assert.Equal(llg.Allocations, core.Allocations!);
    }

    [Fact]
    public void OppositionOfCoreLlg_IsThatOfLlg()
    {
        var core = new CorePackages(new CorePackages.Settings { Game = CoreGame.Llg });
        var llg = new Llg(new Llg.Settings());
        double[] bids = Draws.Uniform(seed: 3, games: 500, high: [1, 1, 2]);
        for (int bidder = 1; bidder <= 3; bidder++)
        {
            var played = ((IMechanism)core).Against(bidder, 3, ((IMechanism)core).Oppose(bids, 3)(bidder));
            var sorted = llg.Against(bidder, 3, llg.Oppose(bids, 3)(bidder));
            for (int k = 0; k < 20; k++)
            {
                double[] win = [0], winSorted = [0];
                Assert.Equal(sorted.Fare([.07 * k], winSorted), played.Fare([.07 * k], win), 1e-9);
                Assert.Equal(winSorted[0], win[0], 1e-12);
            }
            double[] best = [0, 0], most = [0, 0], at = [0, 0];
            played.Best([.5, 1], [], Money, best, at);
            sorted.Best([.5, 1], [], Money, most, at);
            // The grid's bids are among all, and lie close.
            Assert.All(most.Zip(best), pair => Assert.InRange(pair.First - pair.Second, -1e-9, 1e-3));
        }
    }

    [Theory]
    [InlineData(CoreGame.Llg, "local local global", "1 1 2")]
    [InlineData(CoreGame.Llllgg, "local local local local global global", "1 1 1 1 2 2")]
    [InlineData(CoreGame.Llllrrg, "local local local local regional regional global", "1 1 1 1 2 2 4")]
    public void KnownGames_HaveTheirRolesAndPriors(CoreGame game, string roles, string highest)
    {
        var rule = new CorePackages(new CorePackages.Settings { Game = game });
        int n = rule.FewestBidders;
        Assert.Equal(n, rule.MostBidders);
        Assert.Equal(roles, string.Join(" ", Enumerable.Range(1, n).Select(i => rule.RoleOf(i, n))));
        var highs = Enumerable.Range(1, n).Select(i => rule.PriorOf(i, n)!.Support(i).High);
        Assert.Equal(highest, string.Join(" ", highs));
        Assert.Same(rule.PriorOf(1, n), rule.PriorOf(2, n));
        Assert.Equal(Enumerable.Range(1, game == CoreGame.Llg ? 2 : 4), rule.CorrelatedBidders(n)!);
    }

    [Theory]
    [InlineData(CoreGame.Llllgg)]
    [InlineData(CoreGame.Llllrrg)]
    public void BestWelfare_IsTheHighestOfAllAllocations(CoreGame game)
    {
        using var scope = NewDisposeScope();
        var rule = new CorePackages(new CorePackages.Settings { Game = game });
        int n = rule.FewestBidders;
        double[] worth = Draws.Uniform(seed: 4, games: 50, high: [.. Enumerable.Repeat(1.0, 2 * n)]);
        double[] found = Numbers(rule.BestWelfare(tensor(worth, [50, n, 2])));
        for (int s = 0; s < 50; s++)
        {
            double best = rule.Allocations!.Max(a =>
                Enumerable.Range(0, n).Sum(i => a[i] < 0 ? 0 : worth[(s * n + i) * 2 + a[i]]));
            Assert.Equal(best, found[s], 1e-12);
        }
    }

    [Fact]
    public void Truth_IsDominantUnderVcg_AndNotUnderTheCore()
    {
        double[] bids = Draws.Uniform(seed: 5, games: 60, high: [1, .8, .9, 1.2, 1, 1, .7, 1.1, 2, 1.5, 1.8, 1.9]);
        double[] worth = Draws.Uniform(seed: 6, games: 40, high: [1, 1]);
        double Loss(PackagePayment payment)
        {
            IMechanism rule = new CorePackages(new CorePackages.Settings { Payment = payment });
            var opposition = rule.Against(1, 6, rule.Oppose(bids, 6)(1));
            var (best, at) = (new double[40], new double[80]);
            opposition.Best(worth, [], Money, best, at);
            double[] win = [0, 0];
            return Enumerable.Range(0, 40).Max(t =>
            {
                double paid = opposition.Fare(worth.AsSpan(2 * t, 2), win);
                return best[t] - (win[0] * worth[2 * t] + win[1] * worth[2 * t + 1] - paid);
            });
        }
        Assert.InRange(Loss(PackagePayment.Vcg), double.NegativeInfinity, 1e-12);
        Assert.True(Loss(PackagePayment.NearestVcg) > 1e-3);
        Assert.True(Loss(PackagePayment.FirstPrice) > 1e-2);
    }

    [Fact]
    public void Opposition_AgreesWithPlayingEveryGame_ForOtherUtilitiesToo()
    {
        IMechanism rule = new CorePackages(new CorePackages.Settings { Game = CoreGame.Llllrrg });
        double[] bids = Draws.Uniform(seed: 7, games: 40, high: [.. Enumerable.Repeat(1.0, 14)]);
        var averse = new Averse();
        foreach (int bidder in (int[])[1, 5, 7])
        {
            double[] others = rule.Oppose(bids, 7)(bidder);
            var (opposition, played) = (rule.Against(bidder, 7, others), new Played(rule, bidder, 7, others));
            foreach (double[] bid in (double[][])[[.5, .9], [2, .1], [0, 0]])
            {
                double[] win = [0, 0], winPlayed = [0, 0];
                Assert.Equal(played.Fare(bid, winPlayed), opposition.Fare(bid, win), 1e-12);
                Assert.Equal(winPlayed, win, (x, y) => Math.Abs(x - y) < 1e-12);
                Assert.Equal(played.Payoff([1, .5], 1, bid, averse), opposition.Payoff([1, .5], 1, bid, averse), 1e-12);
            }
        }
    }

    [Fact]
    public void AFailedReplica_SaysNothing_AndTheOthersStand()
    {
        using var scope = NewDisposeScope();
        var rule = new CorePackages(new CorePackages.Settings { Game = CoreGame.Llg });
        var bids = tensor(Draws.Uniform(seed: 8, games: 8, high: [1, 1, 2]), [2, 4, 3, 1]);
        var alone = rule.Clear(bids.narrow(0, 1, 1));
        bids[0, 2, 1].fill_(double.NaN);
        var outcome = rule.Clear(bids);
        Assert.True(outcome.Payment[0, 2].isnan().all().item<bool>());
        Assert.Equal(Numbers(alone.Payment), Numbers(outcome.Payment.narrow(0, 1, 1)));
    }

    [Fact]
    public void PackagesThatAreNone_AreRefusedByTheirSetting()
    {
        var error = Assert.ThrowsAny<Exception>(() =>
            Play.FirstPrice("auction.mechanism=core(packages=[A,B-])"));
        Assert.Contains("'B-' is no package", error.Message);
    }

    private static CorePackages Own(PackagePayment payment, params string[] packages) =>
        new(new CorePackages.Settings { Packages = packages, Payment = payment });

    private static double[] Numbers(Tensor x) => x.contiguous().AsSpan<double>().ToArray();

    /// <summary>u = 1 - exp(-z): not quasi-linear.</summary>
    private sealed class Averse : IUtility
    {
        public double Won(double worth, double paid) => 1 - Math.Exp(paid - worth);

        public Tensor Won(Tensor worth, Tensor paid) => 1 - (paid - worth).exp();

        public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
            throw new NotSupportedException();
    }
}
