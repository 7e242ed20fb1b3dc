using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>
/// What runs on other devices runs in tensor operations; here both lanes get the same numbers on the CPU, where every
/// machine can compare them.
/// </summary>
public class DeviceLaneTests
{
    private const int Rows = 64;

    [Fact]
    public void QuasiLinearSlope_IsTheSameInBothLanes()
    {
        using var scope = NewDisposeScope();
        var (values, signal) = (Draw("values", 3, Rows, 1), Signal());
        var (byKernel, byTensors) = (zeros_like(values), zeros_like(values));
        new QuasiLinear().Slope(values, null, signal, byKernel);
        ExpectedUtility.Slope(new QuasiLinear(), values, null, signal, byTensors);
        AssertClose(byTensors, byKernel, 1e-6);
    }

    [Fact]
    public void LinearBids_AreTheSameInBothLanes()
    {
        using var scope = NewDisposeScope();
        using var rows = new RowCounts([Rows, 10, 1], CPU);
        var (types, slope) = (Draw("types", 3, Rows, 1), Draw("slope", 3, Rows, 1));
        var w = tensor(new[] { -1f, 0.5f, 3f }, [3, 1]);
        var byKernel = new Linear.Multiples(w, byKernel: true, [(0, 1)]);
        var byTensors = new Linear.Multiples(w, byKernel: false, [(0, 1)]);
        var (first, second) = (zeros_like(types), zeros_like(types));
        byKernel.Bid(w, types, first, rows);
        byTensors.Bid(w, types, second, rows);
        AssertClose(second, first, 1e-6);
        var (up, upToo) = (zeros_like(w), zeros_like(w));
        byKernel.Gradient(types, slope.clone(), rows, up);
        byTensors.Gradient(types, slope.clone(), rows, upToo);
        AssertClose(upToo, up, 1e-6);
    }

    [Fact]
    public void TheTwoLanes_LearnTheSameMultiplier()
    {
        // The whole round by tensor operations, as on a GPU: it ends where the kernels end.
        var kernels = Play.FirstPrice("rounds=300", "seed=1..4");
        var game = kernels.Game;
        using var scope = NewDisposeScope();
        using var rows = new RowCounts(game.Batch, CPU);
        var rule = (OneItem)game.Rules.Mechanism;
        var market = new OneItemMarket(rule, Rivalry.Sigmoid, Price.OwnBid, [50, 50, 50, 50], CPU);
        var bidders = game.Bidders.Select(b =>
            (Bidder: b, W: full(4, 1, 0.9f), Keys: StreamKey.Of(game.Setup.Seeds, b.Id, "types"),
            Learning: ((IGradientLearner)b.Learner).Start(4, 1, CPU),
            Signal: new Signal(4, 1, game.Rows, GameShape.OneItem, CPU))).ToArray();
        var types = bidders.Select(_ => zeros(4, game.Rows, 1)).ToArray();
        for (int round = 1; round <= 300; round++)
        {
            using var step = NewDisposeScope();
            var bids = bidders.Select((b, i) =>
            {
                for (int r = 0; r < 4; r++)
                {
                    game.Rules.Nature.Draw(b.Bidder, b.Keys[r], round,
                        types[i].AsSpan<float>().Slice(r * game.Rows, game.Rows));
                }
                var submitted = zeros_like(types[i]);
                new Linear.Multiples(b.W, byKernel: false, [(0, 1)]).Bid(b.W, types[i], submitted, rows);
                return submitted.unsqueeze(1);
            }).ToArray();
            market.Clear(bids, [.. bidders.Select(b => b.Signal)]);
            for (int i = 0; i < bidders.Length; i++)
            {
                var (slope, gradient) = (zeros_like(types[i]), zeros_like(bidders[i].W));
                var signal = bidders[i].Signal.Market.Each(t => t.squeeze(1));
                ExpectedUtility.Slope(new QuasiLinear(), types[i], null, signal, slope);
                new Linear.Multiples(bidders[i].W, byKernel: false, [(0, 1)]).Gradient(types[i], slope, rows, gradient);
                bidders[i].Learning.Ascend(bidders[i].W, gradient);
            }
        }
        for (int i = 0; i < bidders.Length; i++)
        {
            for (int r = 0; r < 4; r++)
            {
                Assert.Equal(kernels["multiplier"][r, i], 1 / (1 + Math.Exp(-bidders[i].W[r, 0].item<float>())), 1e-4);
            }
        }
    }

    private static MarketSignal Signal() => new(Draw("win", 3, Rows, 1), Draw("payment", 3, Rows, 1), null,
        Draw("win slope", 3, Rows, 1, 1), Draw("payment slope", 3, Rows, 1, 1), null);

    private static Tensor Draw(string purpose, params long[] shape)
    {
        var drawn = empty(shape, dtype: float32);
        new RandomStream(StreamKey.Of(3, new ActorId("test", 1), purpose), 1).Uniform(drawn.AsSpan<float>());
        return drawn;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected.to(float64) - actual.to(float64)).abs().max().item<double>(), 0, tolerance);
}
