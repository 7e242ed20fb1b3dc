using AgentMarkets.Core.Actors;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Solvers.Networks;
using AgentMarkets.Hosting.Local.Schedules;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>The two learned solvers: what holds whatever was learned, and that they learn.</summary>
public sealed class LearnedSolverTests
{
    public static TheoryData<string> Solvers => new("bids", "average", "gain", "two-batches", "means", "previous");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bids_clear_at_random_weights(int shards)
    {
        using var run = new LearnedRun(Solver("bids"), shards: shards, blocks: 3).To(0).Measure();
        Assert.InRange(run.Last("violation-of-allocation"), 0, 1e-12);
        Assert.InRange(run.Last("violation-of-price"), 0, 1e-12);
        Assert.True(run.Last("nash-gap") > 0.01);
    }

    /// <summary>The naive allocation has a gap of about .3 here.</summary>
    [Theory]
    [InlineData("bids", 200, 0.001, 1e-12)]
    [InlineData("average", 200, 0.001, 1e-12)]
    [InlineData("gain", 200, 0.001, 1e-12)]
    [InlineData("two-batches", 400, 0.03, 0.2)]
    [InlineData("means", 400, 0.03, 0.2)]
    [InlineData("previous", 400, 0.03, 0.2)]
    public void Some_hundred_steps_come_near(string kind, long steps, double gap, double violation)
    {
        using var run = new LearnedRun(Solver(kind), rounds: steps).To(steps).Measure();
        Assert.InRange(run.Last("nash-gap"), 0, gap);
        Assert.InRange(run.Last("violation-of-allocation"), 0, violation);
        Assert.InRange(run.Last("violation-of-price"), 0, violation);
    }

    [Theory]
    [InlineData("bids", 200)]
    [InlineData("two-batches", 400)]
    [InlineData("previous", 400)]
    public void Four_shards_learn_as_well(string kind, long steps)
    {
        using var one = new LearnedRun(Solver(kind), rounds: steps, blocks: 4).To(steps).Measure();
        using var four = new LearnedRun(Solver(kind), rounds: steps, blocks: 4, shards: 4).To(steps).Measure();
        Assert.InRange(four.Last("nash-gap"), 0, 2 * one.Last("nash-gap"));
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void A_resumed_run_is_the_uninterrupted_one(string kind)
    {
        using var whole = new LearnedRun(Solver(kind), shards: 2, blocks: 2).To(24);
        using var first = new LearnedRun(Solver(kind), shards: 2, blocks: 2).To(9);
        using var second = new LearnedRun(Solver(kind), shards: 2, blocks: 2).From(first).To(24);
        Assert.NotEqual(first.Hash, whole.Hash);
        Assert.Equal(whole.Hash, second.Hash);
    }

    [Theory]
    [InlineData("bids")]
    [InlineData("two-batches")]
    public void No_order_of_arrival_changes_a_bit(string kind)
    {
        using var inOrder = new LearnedRun(Solver(kind), shards: 3, blocks: 3).To(12);
        using var shuffled = new LearnedRun(Solver(kind), shards: 3, blocks: 3, schedule: new Shuffled(5)).To(12);
        Assert.Equal(inOrder.Hash, shuffled.Hash);
    }

    [Fact]
    public void A_shard_without_buyers_says_nothing()
    {
        using var run = new LearnedRun(Solver("two-batches"), shards: 3, blocks: 2).To(12).Measure();
        Assert.False(run.HasFailed);
        Assert.True(double.IsFinite(run.Last("nash-gap")));
    }

    [Theory]
    [InlineData("bids", 1)]
    [InlineData("bids", 0)]
    [InlineData("bids", -1)]
    [InlineData("previous", 1)]
    [InlineData("two-batches", 0)]
    [InlineData("two-batches", -1)]
    public void Numbers_stay_finite(string kind, double alpha)
    {
        using var run = new LearnedRun(Solver(kind), alpha, rounds: 24).To(24).Measure();
        Assert.False(run.HasFailed);
        Assert.True(double.IsFinite(run.Last("violation-of-allocation")));
        Assert.True(double.IsFinite(run.Last("nash-gap")));
    }

    /// <summary>One block of buyers is the whole market here, so that the start is the equilibrium.</summary>
    [Fact]
    public void Dual_start_gives_the_prices_of_the_first_block()
    {
        var settings = new MarketFcNet.Settings { Width = 8, LambdaStart = MarketFcNet.MultiplierStart.Dual };
        using var started = new LearnedRun(new MarketFcNet(settings)).To(0).Measure();
        using var exact = new LearnedRun(new NewtonDual(), rounds: 100).To(100).Measure();
        Assert.All(started.Prices.Zip(exact.Prices), p => Assert.Equal(p.Second, p.First, 1e-9));
    }

    [Fact]
    public void Multipliers_move_by_what_is_bought_too_much()
    {
        var market = LearnedRun.Solved(new Resupplied(LearnedRun.Drawn(4, 2), [4, 8]), 0.5);
        using IPricing pricing = new MultiplierPricing(market, [0, 1], rho: 0.2, stepsPerEpoch: 2);
        pricing.Take(new Total([9, 9], []));
        Assert.Equal(LearnedBuying.Sweep, pricing.Next()!.Want);
        pricing.Take(new Total([9, 9, 5, 8, 4], []));
        // y = (1, 2), E x = (5/4, 2): lambda + 0.2 (1/4, 0), and half of it in the epoch t = 4.
        Assert.Equal([0.05, 1], pricing.Announcement);
        for (int step = 3; step <= 8; step++)
        {
            pricing.Take(new Total([9, 9, step == 8 ? 5 : 4, step == 8 ? 12 : 8, 4], []));
        }
        Assert.Equal(0.05 + 0.1 * 0.25, pricing.Announcement[0], 1e-15);
        Assert.Equal(1 + 0.1 * 0.5 / 2, pricing.Announcement[1], 1e-15);
    }

    /// <summary>alpha = .5 has k = 1: the geometric mean of p and q, then scaled to cost the budget.</summary>
    [Fact]
    public void Prices_follow_bids()
    {
        var market = LearnedRun.Solved(new Resupplied(LearnedRun.Drawn(4, 2), [4, 8]), 0.5);
        using IPricing swept = new BidPricing(market, budget: 16, sweepEvery: 1);
        Assert.Equal([2, 1], swept.Announcement);
        swept.Take(new Total([0, 0, 2, 4, 1], []));
        // Mean bids (2, 4) are q = (2, 2): p is as (2, sqrt 2), which costs 8 + 8 sqrt 2.
        double scale = 16 / (8 + 8 * Math.Sqrt(2));
        Assert.Equal(2 * scale, swept.Announcement[0], 1e-14);
        Assert.Equal(Math.Sqrt(2) * scale, swept.Announcement[1], 1e-14);
        using IPricing averaged = new BidPricing(market, budget: 16, sweepEvery: 0);
        averaged.Take(new Total([1, 3], []));
        Assert.Equal(0.9 * 2 + 0.1 * 1, averaged.Announcement[0], 1e-14);
        Assert.Equal(0.9 * 1 + 0.1 * 1.5, averaged.Announcement[1], 1e-14);
        Assert.Equal([2, 1.5], averaged.Settle([8, 12]).Prices);
    }

    [Fact]
    public void Batches_rates_and_sweeps()
    {
        var training = new Training(Batch: 512, ShardBatch: 128, Rate: 1e-3, RateSchedule.Cosine, Steps: 100,
            SweepBuyers: 32768);
        Assert.Equal([512, 256, 128, 128], new[] { 1, 0.5, 0.25, 1 / 16.0 }.Select(training.BatchOf));
        Assert.Equal(64, (training with { Batch = 64 }).BatchOf(0.5));
        Assert.Equal(1e-3 * (0.005 + 0.995 / 2), training.RateAt(50), 1e-15);
        Assert.Equal(5e-6, training.RateAt(100), 1e-15);
        Assert.Equal(1e-3, (training with { Schedule = RateSchedule.Constant }).RateAt(77));
        Assert.Equal([4096, 4096, 128, 1],
            new[] { 10000, 32768, 1 << 20, 1 << 30 }.Select(n => training.SweepRows(n)));
    }

    [Fact]
    public void A_market_without_contexts_is_refused_with_a_way_out()
    {
        var table = MarketTable.Of(new double[,] { { 1, 2 } }, [1], [1, 1]);
        var market = LearnedRun.Solved(new GivenMarket(table), 0.5);
        foreach (string kind in new[] { "bids", "two-batches" })
        {
            var refusal = Solver(kind).Refuses(market);
            Assert.Contains("contexts", refusal!.Value.Rule);
            Assert.Contains("newton-dual", refusal.Value.WayOut);
        }
    }

    private static ISolver Solver(string kind) => kind switch
    {
        "bids" => Bids(new BidsNetwork.Settings()),
        "average" => Bids(new BidsNetwork.Settings { Prices = BidPrices.Average }),
        "gain" => Bids(new BidsNetwork.Settings { Gain = true }),
        "two-batches" => Amounts(PenaltyEstimator.TwoBatches),
        "means" => Amounts(PenaltyEstimator.Means),
        _ => Amounts(PenaltyEstimator.Previous),
    };

    private static BidsNetwork Bids(BidsNetwork.Settings settings) => new(settings with
    {
        Batch = 128, Width = 32, Depth = 3, PriceEvery = 5, PriceBuyers = 1000, LearningRate = 1e-2,
    });

    private static MarketFcNet Amounts(PenaltyEstimator estimator) => new(new MarketFcNet.Settings
    {
        Batch = 64, Width = 32, Depth = 3, StepsPerEpoch = 5, ClearBuyers = 1000, LearningRate = 5e-3,
        Estimator = estimator,
    });

    private sealed class Resupplied(IMarket market, double[] supply) : IMarket
    {
        public long BuyerCount => market.BuyerCount;

        public int GoodCount => market.GoodCount;

        public double[] Supply => supply;

        public GoodContexts? Contexts => market.Contexts;

        public IReadOnlyList<string> GoodNames => market.GoodNames;

        public string BuyerName(long buyer) => market.BuyerName(buyer);

        public Passes.Buyers Open(int firstBlock, int blockCount) => market.Open(firstBlock, blockCount);
    }
}
