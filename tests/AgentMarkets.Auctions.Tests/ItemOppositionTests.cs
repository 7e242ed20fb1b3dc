using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>What a bidder for one item faces (docs/auctions.md, 4): known equilibria, sums over samples written out,
/// and laws of finite bids. That all rules agree with playing every game is a law of the catalogue.</summary>
public class ItemOppositionTests
{
    // A best reply lies just above a sample, and wins against up to one more of 512 types of each of two rivals.
    private const double Parts = 2.0 / 512 + 1e-3;

    public static TheoryData<string, OneItem, int, Func<double, double>, double, double> Equilibria => new()
    {
        { "first-price", new FirstPrice(new()), 2, v => v / 2, 1.0 / 6, 1.0 / 6 },
        { "first-price of three", new FirstPrice(new()), 3, v => 2 * v / 3, 1.0 / 12, 1.0 / 6 },
        { "second-price", new SecondPrice(new()), 3, v => v, 1.0 / 12, 1.0 / 6 },
        { "third-price", new ThirdPrice(new()), 3, v => 2 * v, 1.0 / 12, 1.0 / 6 },
        { "all-pay", new AllPay(new()), 2, v => v * v / 2, 1.0 / 6, 1.0 / 6 },
        { "all-pay of three", new AllPay(new()), 3, v => 2 * v * v * v / 3, 1.0 / 12, 1.0 / 6 },
        { "war", new WarOfAttrition(new()), 2, v => -v - Math.Log(1 - v), 1.0 / 6, 1.0 / 6 },
        { "war of three", new WarOfAttrition(new()), 3, v => -2 * v + Math.Log((1 + v) / (1 - v)), 1.0 / 12, 1.0 / 6 },
        { "generalised", new GeneralisedAllPay(new() { A = 0.5 }), 2, v => -2 * v - 4 * Math.Log(1 - v / 2), 1.0 / 6,
            1.0 / 6 },
        { "reserve", new FirstPrice(new() { Reserve = 0.5 }), 2, v => v < 0.5 ? 0 : v / 2 + 0.125 / v, 1.0 / 12,
            5.0 / 24 },
        { "reserve of three", new SecondPrice(new() { Reserve = 0.5 }), 3, v => v < 0.5 ? 0 : v,
            (1 - 0.125) / 3 - (1 - 0.0625) / 4, 0.53125 / 3 },
        { "all-pay, reserve", new AllPay(new() { Reserve = 0.25 }), 2, v => v < 0.5 ? 0 : v * v / 2 + 0.125, 1.0 / 12,
            5.0 / 24 },
        { "entry fee", new FirstPrice(new() { EntryFee = 0.04 }), 2, v => v < 0.2 ? 0 : (v - 0.04 / v) / 2,
            0.14933333333333334, (1 - 0.008) / 3 - 0.14933333333333334 },
    };

    [Theory]
    [MemberData(nameof(Equilibria))]
    public void KnownEquilibria_HaveTheirUtilityAndRevenueAndNoLoss(string name, OneItem rule, int bidders,
        Func<double, double> bid, double utility, double payment)
    {
        var game = new StratifiedGame(rule, bidders, bid);
        Assert.True(Math.Abs(game.Utility - utility) < 2e-5 * bidders * bidders, $"{name}: {game.Utility}");
        Assert.True(Math.Abs(game.Payment - payment) < 2e-3, $"{name}: {game.Payment}");
        Assert.InRange(game.Loss, -1e-12, Parts);
        // The control: everybody bids three quarters of it, and the loss is seen.
        var control = new StratifiedGame(rule, bidders, v => 0.75 * bid(v));
        Assert.True(control.Loss > 2 * Math.Max(game.Loss, 1e-3) || rule is SecondPrice, $"{name}: {control.Loss}");
    }

    [Fact]
    public void RiskAverseEquilibrium_HasItsUtilityAndNoLoss()
    {
        // CARA, uniform, N = 2, a = 1: b = ln((e^v - 1)/v).
        static double Bid(double v) => Math.Log((Math.Exp(v) - 1) / v);
        Assert.Equal(0.26039505, Bid(0.5), 1e-8);
        var game = new StratifiedGame(new FirstPrice(new()), 2, Bid, new Cara());
        Assert.Equal(0.13212056, game.Utility, 2e-6);
        Assert.InRange(game.Loss, -1e-12, 3e-4);
        Assert.True(new StratifiedGame(new FirstPrice(new()), 2, v => v / 2, new Cara()).Loss > 3e-3);
        // Truth stays dominant in the second-price auction, whatever the risk.
        Assert.InRange(new StratifiedGame(new SecondPrice(new()), 2, v => v * v, new Cara()).Utility, 0, 1);
        Assert.InRange(new StratifiedGame(new SecondPrice(new()), 2, v => v, new Cara()).Loss, -1e-12, 1e-6);
    }

    [Fact]
    public void SumsOverSamples_AreThoseOfEachRule()
    {
        const int Games = 200;
        var bids = Draw(Games * 3);
        foreach (var (rule, of) in (ReadOnlySpan<(IMechanism, Func<double, double, double, double, double>)>)
        [
            (new FirstPrice(new()), (v, b, m, t) => m < b ? v - b : 0),
            (new SecondPrice(new()), (v, b, m, t) => m < b ? v - m : 0),
            (new ThirdPrice(new()), (v, b, m, t) => m < b ? v - t : 0),
            (new AllPay(new()), (v, b, m, t) => m < b ? v - b : -b),
            (new WarOfAttrition(new()), (v, b, m, t) => m < b ? v - m : -b),
        ])
        {
            var opposition = rule.Against(1, 3, rule.Oppose(bids, 3)(1));
            foreach (var (v, b) in (ReadOnlySpan<(double, double)>)[(0.9, 0.55), (0.4, 0.35), (0.7, 1.5)])
            {
                double sum = 0;
                for (int s = 0; s < Games; s++)
                {
                    var (x, y) = (bids[3 * s + 1], bids[3 * s + 2]);
                    sum += of(v, b, Math.Max(x, y), Math.Min(x, y));
                }
                Assert.Equal(sum / Games, opposition.Payoff([v], 1, [b], new QuasiLinear()), 1e-12);
            }
        }
    }

    [Fact]
    public void ExactLawsOfGridBids_GiveTheGoldenBestReply()
    {
        // 20 types (k - 1/2)/20, 21 bids; the rival makes the largest grid bid of at most o/2.
        double[] bids = [.. Enumerable.Range(0, 21).Select(k => k / 20.0)], weights = new double[21];
        for (int k = 1; k <= 20; k++)
        {
            weights[(int)Math.Floor((k - 0.5) / 2)] += 1 / 20.0;
        }
        var rule = new FirstPrice(new());
        var opposition = new ItemOpposition(rule, new ExactRivals(rule, 1, [(2, new MixedBids(bids, weights))]));
        double best = 0, own = 0;
        var win = new double[1];
        for (int k = 1; k <= 20; k++)
        {
            double o = (k - 0.5) / 20;
            best += bids.Max(b => opposition.Payoff([o], 1, [b], new QuasiLinear())) / 20;
            own += opposition.Payoff([o], 1, [bids[(int)Math.Floor((k - 0.5) / 2)]], new QuasiLinear()) / 20;
        }
        Assert.Equal(0.1786875, best, 1e-12);
        Assert.Equal(0.1785, own, 1e-12);
        double[] chances = [0, .15, .25, .35, .45, .55, .65, .75, .85, .95, 1, 1];
        for (int a = 0; a < chances.Length; a++)
        {
            opposition.Fare([bids[a]], win);
            Assert.Equal(chances[a], win[0], 1e-12);
        }
    }

    [Fact]
    public void AllPayOnAGrid_EarnsTheSameAtEveryBidOfItsEquilibrium()
    {
        // Value 1, bids 0, 0.1, ..., 1, ties split at 0 too: uniform on the ten lowest earns 0.05 everywhere.
        double[] bids = [.. Enumerable.Range(0, 11).Select(k => k / 10.0)];
        var law = new MixedBids(bids, [.. bids.Select(b => b < 0.95 ? 0.1 : 0)]);
        var rule = new AllPay(new() { ZeroWins = true });
        var opposition = new ItemOpposition(rule, new ExactRivals(rule, 1, [(2, law)]));
        Assert.All(bids[..10], b => Assert.Equal(0.05, opposition.Payoff([1], 1, [b], new QuasiLinear()), 1e-12));
        Assert.Equal(0, opposition.Payoff([1], 1, [1.0], new QuasiLinear()), 1e-12);
    }

    [Theory]
    [InlineData(TieRule.Split)]
    [InlineData(TieRule.Lowest)]
    [InlineData(TieRule.Nobody)]
    public void ExactAndSampledLaws_AgreeOnGridBids(TieRule ties)
    {
        // Every pair of grid bids of two rivals once: the sample is the law.
        double[] bids = [0, 0.25, 0.5, 0.75];
        var sample = bids.SelectMany(x => bids.SelectMany(y => (double[])[x, 0, y])).ToArray();
        foreach (OneItem rule in (OneItem[])[new FirstPrice(new() { Ties = ties }), new AllPay(new() { Ties = ties }),
            new SecondPrice(new() { Ties = ties, Reserve = 0.3 }), new WarOfAttrition(new() { Ties = ties })])
        {
            var law = new MixedBids(bids, [0.25, 0.25, 0.25, 0.25]);
            IOpposition exact = new ItemOpposition(rule, new ExactRivals(rule, 2, [(1, law), (3, law)]));
            var sampled = rule.Against(2, 3, rule.Oppose(sample, 3)(2));
            foreach (double b in (double[])[.. bids, 0.3, 0.6, 1])
            {
                foreach (IUtility utility in (IUtility[])[new QuasiLinear(), new Cara()])
                {
                    Assert.Equal(sampled.Payoff([0.8], 1, [b], utility), exact.Payoff([0.8], 1, [b], utility), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Lots_GiveEveryTiedBidderItsShareAndOneTheItem()
    {
        const int Games = 1 << 14;
        using var scope = NewDisposeScope();
        var rule = new FirstPrice(new() { Ties = TieRule.Draw });
        var bids = tensor(new[] { 0.5, 0.5, 0.25, 0.5 }).reshape(1, 1, 4, 1).repeat(1, Games, 1, 1);
        var lots = tensor(Draw(Games * 4), [1, Games, 4]);
        var win = rule.Clear(bids, lots).Win.squeeze(3).squeeze(0);
        Assert.Equal(1, win.sum(1).min().item<double>());
        Assert.Equal(1, win.sum(1).max().item<double>());
        var shares = win.mean([0L]).data<double>().ToArray();
        // Four standard deviations of a share of 1/3.
        double sd = Math.Sqrt(2.0 / 9 / Games);
        Assert.All((int[])[0, 1, 3], i => Assert.Equal(1.0 / 3, shares[i], 4 * sd));
        Assert.Equal(0, shares[2]);
        Assert.Equal(1.0 / 3, rule.Clear(bids).Win[0, 0, 0, 0].item<double>(), 1e-15);
        // Lots that are the same, too, have one winner.
        Assert.Equal(1, rule.Clear(bids, zeros_like(lots)).Win.squeeze(3).sum(2).max().item<double>());
    }

    [Fact]
    public void RadixSort_SortsAsComparingDoes()
    {
        double[] numbers = [.. Draw(5000).Select(u => (u - 0.5) * Math.Pow(10, 40 * u)), 0, -0.0,
            double.NegativeInfinity, double.PositiveInfinity, double.Epsilon, -double.Epsilon];
        int[] places = [.. Enumerable.Range(0, numbers.Length)];
        double[] sorted = [.. numbers], alone = [.. numbers];
        RadixSort.Sort(sorted, places);
        RadixSort.Sort(alone);
        Assert.Equal(numbers.Order(), sorted);
        Assert.Equal(sorted, alone);
        Assert.Equal(sorted, places.Select(k => numbers[k]));
    }

    private static double[] Draw(int count)
    {
        var drawn = new double[count];
        new RandomStream(StreamKey.Of(7, new ActorId("test", 1), "bids"), 0).Uniform(drawn.AsSpan());
        return drawn;
    }

    /// <summary>u(z) = 1 - exp(-z).</summary>
    private sealed class Cara : IUtility
    {
        public double Won(double worth, double paid) => 1 - Math.Exp(paid - worth);

        public Tensor Won(Tensor worth, Tensor paid) => 1 - (paid - worth).exp();

        public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
            (Won(worth, paid), -(paid - worth).exp());
    }
}
