using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A buyer's split-award auction: two sellers each ask a price for the whole order and one for half of it; the
/// buyer takes what is cheapest in all.</summary>
/// <remarks>
/// Anton and Yao (1992). A bid is (b100, b50). Both get half iff b50_1 + b50_2 is at most the lower b100; else the
/// lower b100 gets all, and at a tie each with probability 1/2. To supply all costs theta, half e theta. Sellers are
/// paid: payments are negative, and so are worth and welfare; efficiency is the least cost over the cost, at most 1.
/// Outcome 1 is all, outcome 2 half.
/// </remarks>
[Card("split-award", "Two sellers ask prices for a whole order and for half of it; the buyer takes what is cheapest.",
    "Anton and Yao (1992)")]
public sealed class SplitAward(SplitAward.Settings settings) : IPackages
{
    private static readonly int[][] Ways = [[0, -1], [-1, 0], [1, 1]];
    private static readonly IPrior Standard = new Uniform(new Uniform.Settings { Low = 1, High = 1.4 });

    public sealed record Settings
    {
        [Setting("e: what half the order costs to supply, as a part of the cost of all.", Above = 0, Below = 1)]
        public double Efficiency { get; init; } = 0.3;
    }

    /// <summary>e.</summary>
    public double Efficiency => settings.Efficiency;

    public int? MostBidders => 2;

    public GameShape Shape(int bidders) => new(Types: 1, Bids: 2, Outcomes: 2);

    public string RoleOf(int bidder, int bidders) => "seller";

    /// <summary>Costs between 1 and 1.4.</summary>
    public IPrior PriorOf(int bidder, int bidders) => Standard;

    public IReadOnlyList<int[]> Allocations => Ways;

    /// <summary>A price asked is a worth of minus that price.</summary>
    public double[,] Declared(int bidder) => new double[,] { { -1, 0 }, { 0, -1 } };

    /// <summary>Who supplies is paid what it asked.</summary>
    public PaymentSlopes PaymentSlopes(Tensor bids)
    {
        var slope = -Clear(bids).Win;
        return new PaymentSlopes(slope, slope);
    }

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var (all, half) = (bids.select(3, 0), bids.select(3, 1));
        var lower = all.amin([2], keepdim: true);
        var splits = half.sum(2, keepdim: true) <= lower;
        var isLower = (all == lower).to(bids.dtype);
        var takesAll = where(splits, zeros_like(all), isLower / isLower.sum(2, keepdim: true));
        var takesHalf = splits.to(bids.dtype).expand_as(all);
        return new Outcome(stack([takesAll, takesHalf], 3).MoveToOuterDisposeScope(),
            (-bids).MoveToOuterDisposeScope(), null);
    }

    public Tensor Worth(int bidder, Tensor values) => cat([-values, -settings.Efficiency * values], -1);

    /// <summary>Minus the cost of the cheapest way to supply all.</summary>
    public Tensor BestWelfare(Tensor worth) =>
        worth.select(2, 0).amax([1]).maximum(worth.select(2, 1).sum(1));

    public IOpposition Against(int bidder, int bidders, double[] statistic) => new AwardOpposition(this, statistic);
}
