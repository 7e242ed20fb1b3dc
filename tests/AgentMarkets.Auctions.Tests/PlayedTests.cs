using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Every game played anew against the sorted opponents of the same games (docs/auctions.md, 4).</summary>
public class PlayedTests
{
    private const int Games = 512;
    private static readonly double[] s_worth = [.2, .5, .9];

    public static TheoryData<string> Rules => ["first-price", "second-price", "third-price", "all-pay", "reserve"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Fares_AreThoseOfSortedOpponents(string name)
    {
        var (played, sorted) = Both(Rule(name));
        double[] bids = [0, .1, .31, .55, .8, 1.2];
        var (win, paid) = (new double[6], new double[6]);
        played.Fares(bids, win, paid);
        Span<double> x = stackalloc double[1];
        for (int k = 0; k < bids.Length; k++)
        {
            Assert.Equal(sorted.Fare([bids[k]], x), paid[k], 1e-12);
            Assert.Equal(x[0], win[k], 1e-12);
            Assert.Equal(paid[k], played.Fare([bids[k]], x), 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void BestReplies_AreFoundBelowAndCloseToTheSupremum(string name)
    {
        var (played, sorted) = Both(Rule(name));
        foreach (var utility in (IUtility[])[new QuasiLinear(), new SquareRoot()])
        {
            var (found, bids) = (new double[3], new double[3]);
            var (sup, _) = (new double[3], new double[3]);
            played.Best(s_worth, default, utility, found, bids);
            sorted.Best(s_worth, default, utility, sup, new double[3]);
            for (int t = 0; t < found.Length; t++)
            {
                // A bid that is tried, so never above the supremum; the last step of the search is 1/65,000 of the
                // highest bid, within which the chance to win jumps by 1/512 here and there.
                Assert.Equal(played.Payoff(s_worth.AsSpan(t, 1), 1, bids.AsSpan(t, 1), utility), found[t], 1e-12);
                Assert.InRange(sup[t] - found[t], utility.IsQuasiLinear ? -1e-12 : -2e-3, 4e-3);
            }
        }
    }

    [Fact]
    public void PayoffsOfUtilitiesThatAreNotQuasiLinear_AreMeansOverGames()
    {
        // Worked out by hand: first price, rivals bid 0.2 and 0.6; the bid 0.3 wins half: (sqrt(0.9 - 0.3))/2. All-pay:
        // the other half pays 0.3 for nothing, at twice the price: sqrt(0.6)/2 - 0.3.
        double[] rivals = [.2, .6];
        double Payoff(IMechanism rule, double bid) =>
            new Played(rule, 1, 2, rivals).Payoff([.9], 1, [bid], new SquareRoot());
        Assert.Equal(Math.Sqrt(.6) / 2, Payoff(Rule("first-price"), .3), 1e-12);
        Assert.Equal(Math.Sqrt(.6) / 2 - .3, Payoff(Rule("all-pay"), .3), 1e-12);
    }

    [Fact]
    public void BidsOfSeveralNumbers_AreSearchedInAllOfThem()
    {
        // Two items sold one by one at first price, each against one rival who bids 1/4 or 3/4 as likely: worth 1 and
        // 0.4. Item 1: just above 3/4 gives 1/4, just above 1/4 gives 3/8. Item 2: just above 1/4 gives 0.075.
        var played = new Played(new TwoItems(), 1, 2, [.25, .75, .75, .25]);
        var (best, bids) = (new double[1], new double[2]);
        played.Best([1, .4], default, new QuasiLinear(), best, bids);
        Assert.InRange(best[0], .375 + .075 - 4e-3, .375 + .075);
        Assert.InRange(bids[0], .25, .26);
        Assert.InRange(bids[1], .25, .26);
        // The control: against others it is another number.
        new Played(new TwoItems(), 1, 2, [.25, .1, .75, .1]).Best([1, .4], default, new QuasiLinear(), best, bids);
        Assert.InRange(bids[1], .1, .11);
    }

    [Fact]
    public void ManyBids_ArePlayedInPartsWithTheSameResult()
    {
        var (played, _) = Both(Rule("second-price"));
        double[] bids = [.. Enumerable.Range(0, 3000).Select(k => k / 3000.0)];
        var (win, paid) = (new double[3000], new double[3000]);
        played.Fares(bids, win, paid);
        Span<double> x = stackalloc double[1];
        foreach (int k in (int[])[0, 1, 1500, 2730, 2731, 2999])
        {
            Assert.Equal(played.Fare([bids[k]], x), paid[k], 1e-15);
            Assert.Equal(x[0], win[k]);
        }
    }

    private static OneItem Rule(string name) => name switch
    {
        "first-price" => new FirstPrice(new FirstPrice.Settings()),
        "second-price" => new SecondPrice(new SecondPrice.Settings()),
        "third-price" => new ThirdPrice(new ThirdPrice.Settings()),
        "all-pay" => new AllPay(new AllPay.Settings()),
        _ => new SecondPrice(new SecondPrice.Settings { Reserve = .3 }),
    };

    /// <summary>Bidder 2 of three, the others' bids even on [0,1].</summary>
    private static (IOpposition Played, IOpposition Sorted) Both(OneItem rule)
    {
        var bids = new double[Games * 3];
        new RandomStream(StreamKey.Of(5, new ActorId("test", 1), "bids"), 1).Uniform(bids);
        return (new Played(rule, 2, 3, Played.Rivals(bids, 3, 1)(2)), rule.Against(2, 3, rule.Oppose(bids, 3)(2)));
    }

    /// <summary>Two items, each to its highest bid at that price.</summary>
    private sealed class TwoItems : IMechanism
    {
        private readonly FirstPrice _one = new(new FirstPrice.Settings());

        public bool IsAdditive => true;

        public GameShape Shape(int bidders) => new(2, 2, 2);

        public Outcome Clear(Tensor bids, Tensor? lots = null)
        {
            var each = Enumerable.Range(0, 2).Select(k => _one.Clear(bids.narrow(-1, k, 1))).ToArray();
            return new Outcome(cat([.. each.Select(o => o.Win)], -1), cat([.. each.Select(o => o.Payment)], -1), null);
        }
    }
}
