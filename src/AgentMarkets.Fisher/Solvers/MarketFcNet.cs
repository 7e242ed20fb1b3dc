using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Networks;
using AgentMarkets.Torch;

namespace AgentMarkets.Fisher.Solvers;

/// <summary>A network from the contexts of a buyer and a good to the amount that the one takes of the other, trained by
/// the augmented Lagrangian, whose multipliers are the prices.</summary>
/// <remarks>docs/fisher.md, 7; Ma et al. (2024), MarketFCNet, sections 4 and 6. The paper leaves batch, activation,
/// start of the multipliers and initialisation open. One round is one step; an epoch ends after every
/// <see cref="Settings.StepsPerEpoch"/> of them.</remarks>
[Card("market-fc-net", "A network from a buyer's and a good's contexts to an amount, trained by the augmented "
    + "Lagrangian, as published.", "Ma et al. (2024), MarketFCNet; docs/fisher.md, 7")]
public sealed class MarketFcNet(MarketFcNet.Settings settings) : ISolver
{
    public sealed record Settings
    {
        [Setting("Buyers in a batch, of all shards together.", Min = 1)]
        public int Batch { get; init; } = 256;

        [Setting("Fewest buyers of a shard in its own batch, however small its share; never more than batch.", Min = 1)]
        public int ShardBatch { get; init; } = 64;

        [Setting("Units of each hidden layer.", Min = 1)]
        public int Width { get; init; } = 256;

        [Setting("Layers of weights.", Min = 2)]
        public int Depth { get; init; } = 5;

        [Setting("What a hidden unit does with its sum.")]
        public HiddenActivation Activation { get; init; } = HiddenActivation.Relu;

        [Setting("Weight of the penalty on supply that is not met, money a head; about the mean price of a head's "
            + "supply.", Above = 0)]
        public PerReplica Rho { get; init; } = 0.2;

        [Setting("Size of a step of Adam.", Above = 0)]
        public PerReplica LearningRate { get; init; } = 1e-4;

        [Setting("How the learning rate goes over the run.")]
        public RateSchedule Schedule { get; init; } = RateSchedule.Constant;

        [Setting("Steps from one update of the multipliers to the next.", Min = 1)]
        public int StepsPerEpoch { get; init; } = 100;

        [Setting("How the gradient of the penalty is estimated: two-batches is the published way, the others are less "
            + "noisy, and previous costs half.")]
        public PenaltyEstimator Estimator { get; init; } = PenaltyEstimator.TwoBatches;

        [Setting("Buyers over whom demand is summed to update the multipliers.", Min = 1)]
        public int ClearBuyers { get; init; } = 65536;

        [Setting("Multipliers to start from: zero, or dual, the prices of 4,096 buyers.")]
        public MultiplierStart LambdaStart { get; init; } = MultiplierStart.Zero;
    }

    /// <summary>Where the multipliers start.</summary>
    public enum MultiplierStart
    {
        Zero,
        Dual,
    }

    public bool EndsByItself => false;

    public (string Rule, string WayOut)? Refuses(SolvedMarket market) => LearnedMarket.Refuses("market-fc-net", market)
        ?? (settings.LambdaStart == MultiplierStart.Dual && market.Utility.ClosedForm is null
            ? ("market-fc-net starts from dual prices only where demand has a closed form",
                "Write lambda-start=zero, or a utility such as ces.")
            : null);

    public IPricing Price(SolvedMarket market, double budget) => new MultiplierPricing(market,
        settings.LambdaStart == MultiplierStart.Dual ? DualStart.Prices(market) : new double[market.Market.GoodCount],
        settings.Rho[market.Replica], settings.StepsPerEpoch);

    public IClearing Clear(SolvedMarket market) => new MultiplierClearing(market, settings.Rho[market.Replica]);

    public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers)
    {
        var goods = market.Market.Contexts!;
        var shape = new MlpShape(
            [2 * goods.Dimension, .. Enumerable.Repeat((long)settings.Width, settings.Depth - 1), 1],
            settings.Activation.ToActivation(), Activation.Softplus);
        var trained = new TrainedNetwork(shape, LearnedMarket.Weights(market, shard), market.Device);
        var network = new QuantityNetwork(trained, market.Market, market.Device);
        double[] perHead = [.. market.Market.Supply.Select(y => y / market.Market.BuyerCount)];
        return new LearnedBuying(market, shard, buyers, network,
            new LagrangianLoss(market.Utility, shard.Share, perHead, settings.Rho[market.Replica], settings.Estimator),
            new Training(settings.Batch, settings.ShardBatch, settings.LearningRate[market.Replica], settings.Schedule,
                market.Rounds, settings.ClearBuyers));
    }
}
