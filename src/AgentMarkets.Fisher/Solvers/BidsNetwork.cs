using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Networks;
using AgentMarkets.Torch;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>A network from a buyer's contexts to the shares of its budget that it bids on each good; prices are what
/// the bids add up to, so that markets clear whatever the network says.</summary>
/// <remarks>docs/fisher.md, 7. One round is one step. Where demand has a closed form, the exact prices of newton-dual
/// give any buyer its demand; a network is for utilities without one, and for use over many markets.</remarks>
[Card("bids-network", "A network from a buyer's contexts to its bids; prices are the sums of the bids, so that every "
    + "market clears.", "docs/fisher.md, 7")]
public sealed class BidsNetwork(BidsNetwork.Settings settings) : ISolver
{
    // Buyers start with nearly equal bids on all goods.
    private const double CalmStart = 0.1;

    public sealed record Settings
    {
        [Setting("Buyers in a batch, of all shards together.", Min = 1)]
        public int Batch { get; init; } = 512;

        [Setting("Fewest buyers of a shard in its own batch, however small its share; never more than batch.", Min = 1)]
        public int ShardBatch { get; init; } = 128;

        [Setting("Units of each hidden layer.", Min = 1)]
        public int Width { get; init; } = 256;

        [Setting("Layers of weights.", Min = 2)]
        public int Depth { get; init; } = 5;

        [Setting("What a hidden unit does with its sum.")]
        public HiddenActivation Activation { get; init; } = HiddenActivation.Silu;

        [Setting("Size of the first step of Adam.", Above = 0)]
        public PerReplica LearningRate { get; init; } = 1e-3;

        [Setting("How the learning rate goes over the run.")]
        public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

        [Setting("Whether prices follow a sweep over many buyers now and then, or a moving average of the batches; "
            + "sweep where it is left out and demand has a smooth closed form, average elsewhere.")]
        public BidPrices? Prices { get; init; }

        [Setting("Steps from one sweep to the next.", Min = 1)]
        public int PriceEvery { get; init; } = 50;

        [Setting("Buyers whose bids a sweep sums.", Min = 1)]
        public int PriceBuyers { get; init; } = 32768;

        [Setting("Whether the network is told what a little more of each good is worth to the buyer for its price; the "
            + "weight of it is learned.")]
        public bool Gain { get; init; }
    }

    public bool EndsByItself => false;

    public (string Rule, string WayOut)? Refuses(SolvedMarket market) => LearnedMarket.Refuses("bids-network", market);

    // Where demand jumps, or nothing says how it answers a price, the prices of a sweep overshoot.
    public IPricing Price(SolvedMarket market, double budget)
    {
        var smooth = market.Utility.ClosedForm is { IsLinear: false } ? BidPrices.Sweep : BidPrices.Average;
        return new BidPricing(market, budget, (settings.Prices ?? smooth) == BidPrices.Sweep ? settings.PriceEvery : 0);
    }

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers)
    {
        int goods = market.Market.GoodCount, dimension = market.Market.Contexts!.Dimension;
        var shape = new MlpShape(
            [dimension, .. Enumerable.Repeat((long)settings.Width, settings.Depth - 1), goods],
            settings.Activation.ToActivation(), Activation.Identity);
        var trained = new TrainedNetwork(shape, LearnedMarket.Weights(market, shard), market.Device,
            extra: settings.Gain ? 1 : 0);
        trained.Calm(CalmStart);
        var network = new ShareNetwork(trained, goods, dimension, settings.Gain ? market.Utility : null, market.Device);
        return new LearnedBuying(market, shard, buyers, network, new BestResponseLoss(market.Utility, shard.Share),
            new Training(settings.Batch, settings.ShardBatch, settings.LearningRate[market.Replica], settings.Schedule,
                market.Rounds, settings.PriceBuyers));
    }
}
