using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Solvers.Networks;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Learned solvers follow the gradient of the loss that docs/fisher.md, 7 and 8, states.</summary>
public sealed class LearnedGradientTests
{
    private const int Goods = 4;
    private const double Rho = 0.3;

    private static readonly double[] PerHead = [1, 0.5, 2, 3];
    private static readonly double[] Signal = [0.4, 0.2, 0.7, 0.3];
    private static readonly double[] Before = [1.2, 0.6, 1.7, 2.9];

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Best_response(double alpha)
    {
        const double Share = 0.7;
        var utility = new CesFunction(alpha);
        var batch = LearnedRun.Chunk(LearnedRun.Drawn(64, Goods), 3, 6);
        double Loss(double[] bids)
        {
            double[] log = LogUtility(utility, batch, [.. bids.Select((bid, at) => bid / Signal[at / batch.Stride])]);
            return -Share * Enumerable.Range(0, 6).Average(i => batch.Budgets[i] * log[i]);
        }
        Check(new BestResponseLoss(utility, Share), Loss, batch);
    }

    [Theory]
    [InlineData(PenaltyEstimator.TwoBatches, 1)]
    [InlineData(PenaltyEstimator.TwoBatches, 0.25)]
    [InlineData(PenaltyEstimator.Means, 1)]
    [InlineData(PenaltyEstimator.Means, 0.25)]
    [InlineData(PenaltyEstimator.Previous, 0.25)]
    public void Augmented_Lagrangian(PenaltyEstimator estimator, double share)
    {
        var utility = new CesFunction(0.5);
        bool isTwo = estimator != PenaltyEstimator.Previous;
        int count = isTwo ? 3 : 6;
        var batch = LearnedRun.Chunk(LearnedRun.Drawn(64, Goods), 3, 6);
        double Loss(double[] x)
        {
            double[] log = LogUtility(utility, batch, x);
            double loss = -share * Enumerable.Range(0, count).Average(i => batch.Budgets[i] * log[i]);
            for (int j = 0; j < Goods; j++)
            {
                // Heads' supplies too much, of each buyer.
                double[] excess = [.. Enumerable.Range(0, 6).Select(i => x[j * batch.Stride + i] / PerHead[j] - 1)];
                double own = isTwo ? Rho * share * (Before[j] / PerHead[j] - 1) / PerHead[j] : 0;
                loss += share * (Signal[j] - own) * PerHead[j] * excess.Take(count).Average();
                loss += Rho / 2 * share * share * (estimator switch
                {
                    PenaltyEstimator.TwoBatches => Enumerable.Range(0, 3).Average(i => excess[i] * excess[i + 3]),
                    PenaltyEstimator.Means => excess.Take(3).Average() * excess.Skip(3).Average(),
                    _ => 0,
                });
            }
            return loss;
        }
        Check(new LagrangianLoss(utility, share, PerHead, Rho, estimator), Loss, batch);
    }

    /// <summary>MarketFCNet, eq. (3) with (5), word for word: one shard, Y = n, and a signal that holds the shard's own
    /// last mean, as the market makes it.</summary>
    [Fact]
    public void One_shard_has_the_published_loss()
    {
        var utility = new CesFunction(0.5);
        var market = LearnedRun.Drawn(64, Goods);
        var batch = LearnedRun.Chunk(market, 3, 6);
        double[] lambda = [0.2, -0.1, 0.3, 0], ones = [1, 1, 1, 1];
        double Loss(double[] x)
        {
            double[] log = LogUtility(utility, batch, x);
            double loss = 0;
            for (int i = 0; i < 3; i++)
            {
                loss -= batch.Budgets[i] * log[i] / 3;
                for (int j = 0; j < Goods; j++)
                {
                    double first = x[j * batch.Stride + i] - 1, second = x[j * batch.Stride + i + 3] - 1;
                    loss += lambda[j] * first / 3 + Rho / 2 * first * second / 3;
                }
            }
            return loss;
        }
        var clearing = new MultiplierClearing(LearnedRun.Solved(market, 0.5), Rho);
        clearing.Take(new Total(Before, []));
        Check(new LagrangianLoss(utility, 1, ones, Rho, PenaltyEstimator.TwoBatches), Loss, batch,
            clearing.Signal(new Question("step", lambda)).Numbers);
    }

    /// <summary>A shard that buys what it bought before has one gradient, whether the market's signal holds its own
    /// part of the penalty or two equal batches of its own do.</summary>
    [Fact]
    public void Own_part_of_the_penalty_is_not_counted_twice()
    {
        var utility = new CesFunction(0.5);
        var market = LearnedRun.Drawn(64, Goods);
        var (two, one) = (LearnedRun.Chunk(market, 3, 6), LearnedRun.Chunk(market, 3, 3));
        double[] x = Positive(two, 5), before = new double[Goods];
        for (int j = 0; j < Goods; j++)
        {
            x.AsSpan(j * two.Stride, 3).CopyTo(x.AsSpan(j * two.Stride + 3));
            before[j] = x.AsSpan(j * two.Stride, 3).ToArray().Average();
        }
        double[] byMeans = new double[x.Length], byPrevious = new double[x.Length];
        new LagrangianLoss(utility, 0.25, PerHead, Rho, PenaltyEstimator.Means)
            .Slope(Signal, before, two, x, before, byMeans);
        new LagrangianLoss(utility, 0.25, PerHead, Rho, PenaltyEstimator.Previous)
            .Slope(Signal, before, one, x, before, byPrevious);
        for (int j = 0; j < Goods; j++)
        {
            for (int at = j * two.Stride; at < j * two.Stride + 3; at++)
            {
                Assert.Equal(byPrevious[at], byMeans[at] + byMeans[at + 3], 1e-14);
            }
        }
    }

    [Fact]
    public void Softmax_of_logits_and_gain()
    {
        var batch = LearnedRun.Chunk(LearnedRun.Drawn(64, Goods), 3, 2);
        float[] logits = [0.5f, -1, 0.25f, 2, 1, 0, -0.5f, 0.75f];
        double[] feature = Positive(batch, 1), weight = Positive(batch, 2);
        double Loss(double gain)
        {
            var w = new double[batch.Stride * Goods];
            ShareNetwork.Softmax(logits, gain, feature, batch, w);
            Assert.Equal(1, Enumerable.Range(0, Goods).Sum(j => w[j * batch.Stride + 1]), 1e-14);
            double loss = 0;
            for (int at = 0; at < w.Length; at++)
            {
                loss += at % batch.Stride < 2 ? weight[at] * batch.Budgets[at % batch.Stride] * w[at] : 0;
            }
            return loss;
        }
        var shares = new double[batch.Stride * Goods];
        var slopes = new float[logits.Length];
        ShareNetwork.Softmax(logits, 1.5, feature, batch, shares);
        double byGain = ShareNetwork.SlopeOfLogits(weight, shares, feature, batch, slopes);
        Assert.Equal((Loss(1.5 + 1e-5) - Loss(1.5 - 1e-5)) / 2e-5, byGain, 1e-8);
        const float H = 1f / 1024;
        for (int k = 0; k < logits.Length; k++)
        {
            float at = logits[k];
            logits[k] = at + H;
            double up = Loss(1.5);
            logits[k] = at - H;
            Assert.Equal((up - Loss(1.5)) / (2 * H), slopes[k], 1e-5);
            logits[k] = at;
        }
    }

    /// <summary>Of a network and its loss together, along a random direction of all that is learned; 32-bit networks
    /// allow no more digits.</summary>
    [Theory]
    [InlineData("bids")]
    [InlineData("bids with gain")]
    [InlineData("quantities")]
    public void Through_the_network(string kind)
    {
        var utility = new CesFunction(0.5);
        var batch = LearnedRun.Chunk(LearnedRun.Drawn(64, Goods), 0, 64);
        using var network = Network(kind, utility);
        var allocation = new double[batch.Stride * Goods];
        var slope = new double[batch.Stride * Goods];
        ILearnedLoss loss = kind == "quantities"
            ? new LagrangianLoss(utility, 1, PerHead, Rho, PenaltyEstimator.Previous)
            : new BestResponseLoss(utility, 1);
        network.Allocate(Signal, batch, allocation, isLearning: true);
        loss.Slope(Signal, Before, batch, allocation, Before, slope);
        network.Backward(batch, slope);
        float[] gradient =
            [.. network.Trained.Gradient.AsSpan<float>(), .. network.Trained.ExtraGradient.AsSpan<float>()];
        double expected = 0;
        var direction = new float[gradient.Length];
        Draws(direction, 7);
        for (int k = 0; k < gradient.Length; k++)
        {
            direction[k] -= 0.5f;
            expected += gradient[k] * direction[k];
        }
        double Value(float by)
        {
            int count = (int)network.Trained.Parameters.NumberOfElements;
            Move(network.Trained.Parameters.AsSpan<float>(), direction.AsSpan(..count), by);
            Move(network.Trained.Extra.AsSpan<float>(), direction.AsSpan(count..), by);
            network.Allocate(Signal, batch, allocation, isLearning: false);
            Move(network.Trained.Parameters.AsSpan<float>(), direction.AsSpan(..count), -by);
            Move(network.Trained.Extra.AsSpan<float>(), direction.AsSpan(count..), -by);
            double[] x = kind == "quantities" ? allocation
                : [.. allocation.Select((bid, at) => bid / Signal[at / batch.Stride])];
            double[] log = LogUtility(utility, batch, x);
            double value = -Enumerable.Range(0, 64).Average(i => batch.Budgets[i] * log[i]);
            for (int j = 0; j < Goods && kind == "quantities"; j++)
            {
                value += Signal[j] * Enumerable.Range(0, 64).Average(i => x[j * batch.Stride + i]);
            }
            return value;
        }
        const float Step = 1f / 256;
        Assert.True(Math.Abs(expected) > 1e-2);
        Assert.Equal(1, (Value(Step) - Value(-Step)) / (2 * Step) / expected, 5e-3);
    }

    /// <summary>Shards of 1/4 and 3/4 with the same network have, added up, the gradient of one shard over both their
    /// batches: docs/fisher.md, 8.</summary>
    [Theory]
    [InlineData("bids")]
    [InlineData("quantities")]
    public void Shards_add_up_to_one(string kind)
    {
        var utility = new CesFunction(0.5);
        var market = LearnedRun.Drawn(64, Goods);
        float[] Gradient(int first, int rows, double share)
        {
            var batch = LearnedRun.Chunk(market, first, rows);
            using var network = Network(kind, utility);
            double[] allocation = new double[batch.Stride * Goods], slope = new double[batch.Stride * Goods];
            ILearnedLoss loss = kind == "quantities"
                ? new LagrangianLoss(utility, share, PerHead, Rho, PenaltyEstimator.Previous)
                : new BestResponseLoss(utility, share);
            network.Allocate(Signal, batch, allocation, isLearning: true);
            loss.Slope(Signal, Before, batch, allocation, Before, slope);
            network.Backward(batch, slope);
            return network.Trained.Gradient.AsSpan<float>().ToArray();
        }
        float[] one = Gradient(0, 64, 1), small = Gradient(0, 16, 0.25), large = Gradient(16, 48, 0.75);
        double size = Math.Sqrt(one.Sum(g => (double)g * g));
        double error = Math.Sqrt(one.Select((g, k) => Math.Pow(g - small[k] - large[k], 2)).Sum());
        Assert.True(size > 0.01);
        Assert.True(error < 1e-5 * size, $"{error} of {size}");
    }

    /// <summary>Every entry of the slope against a central difference of the loss.</summary>
    private static void Check(ILearnedLoss loss, Func<double[], double> value, BuyerChunk batch,
        double[]? signal = null)
    {
        double[] x = Positive(batch, 5), slope = new double[x.Length];
        loss.Slope(signal ?? Signal, Before, batch, x, [], slope);
        for (int j = 0; j < Goods; j++)
        {
            for (int i = 0; i < batch.Rows; i++)
            {
                int at = j * batch.Stride + i;
                double kept = x[at], h = 1e-5 * kept;
                x[at] = kept + h;
                double up = value(x);
                x[at] = kept - h;
                double down = value(x);
                x[at] = kept;
                Assert.Equal((up - down) / (2 * h), slope[at], 1e-8);
            }
        }
    }

    private static IAllocationNetwork Network(string kind, IUtilityFunction utility)
    {
        var key = StreamKey.Of(1, new ActorId("shard", 1), "weights");
        bool isGain = kind == "bids with gain";
        return kind == "quantities"
            ? new QuantityNetwork(new TrainedNetwork(new MlpShape([6, 16, 16, 1], Activation.Silu, Activation.Softplus),
                key, CPU), LearnedRun.Drawn(64, Goods), CPU)
            : new ShareNetwork(new TrainedNetwork(
                new MlpShape([3, 16, 16, Goods], Activation.Silu, Activation.Identity), key, CPU, isGain ? 1 : 0),
                Goods, 3, isGain ? utility : null, CPU);
    }

    private static double[] LogUtility(IUtilityFunction utility, BuyerChunk batch, double[] x)
    {
        var log = new double[batch.Stride];
        utility.LogUtility(batch, x, log, []);
        return log;
    }

    private static double[] Positive(BuyerChunk batch, long round)
    {
        var draws = new float[batch.Stride * Goods];
        Draws(draws, round);
        return [.. draws.Select(u => 0.2 + u)];
    }

    private static void Draws(float[] to, long round) =>
        new RandomStream(StreamKey.Of(1, new ActorId("test", 1), "numbers"), round).Uniform(to);

    private static void Move(Span<float> numbers, ReadOnlySpan<float> direction, float by)
    {
        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] += by * direction[k];
        }
    }
}
