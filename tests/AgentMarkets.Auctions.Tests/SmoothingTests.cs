using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

public class SmoothingTests
{
    private static readonly FirstPrice Rule = new(new FirstPrice.Settings());

    public static TheoryData<string, string, int> Forms()
    {
        var data = new TheoryData<string, string, int>();
        foreach (int bidders in (int[])[2, 3, 5])
        {
            data.Add(nameof(Rivalry.Sigmoid), nameof(Price.OwnBid), bidders);
            data.Add(nameof(Rivalry.Sigmoid), nameof(Price.Market), bidders);
            data.Add(nameof(Rivalry.Softmax), nameof(Price.Market), bidders);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Kernel_AgreesWithTensorOperations(string rivalry, string price, int bidders)
    {
        double[] beta = [10, 50, 200];
        using var scope = NewDisposeScope();
        var bids = Bids(bidders, 3, 64, float32);
        var byKernel = Clear(new FirstPriceKernel(Enum.Parse<Rivalry>(rivalry), Enum.Parse<Price>(price), beta), bids,
            float32);
        var byTensors = Clear(new OneItemMarket(Rule, Enum.Parse<Rivalry>(rivalry), Enum.Parse<Price>(price), beta,
            CPU), bids, float32);
        for (int i = 0; i < bidders; i++)
        {
            AssertClose(byTensors[i].Win, byKernel[i].Win, 3e-6);
            AssertClose(byTensors[i].WinSlope, byKernel[i].WinSlope, 3e-4);
            AssertClose(byTensors[i].Payment, byKernel[i].Payment, 0);
            AssertClose(byTensors[i].PaymentSlope, byKernel[i].PaymentSlope, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Slopes_AreTheGradientsThatAutogradFinds(string rivalry, string price, int bidders)
    {
        const double Beta = 20;
        using var scope = NewDisposeScope();
        var bids = Bids(bidders, 1, 64, float64);
        var signals = Clear(new OneItemMarket(Rule, Enum.Parse<Rivalry>(rivalry), Enum.Parse<Price>(price), [Beta],
            CPU), bids, float64);
        for (int i = 0; i < bidders; i++)
        {
            // The definition of the form, with the own bid as the only variable.
            var own = bids[i].detach().clone().requires_grad_();
            var all = cat([.. bids.Select((b, j) => j == i ? own : b)], dim: 1);
            var rival = cat([.. bids.Where((_, j) => j != i)], dim: 1).amax([1], keepdim: true);
            var x = rivalry == nameof(Rivalry.Softmax)
                ? (Beta * all).softmax(1).narrow(1, i, 1)
                : (Beta * (own - rival)).sigmoid();
            var p = price == nameof(Price.OwnBid) ? own : all.amax([1], keepdim: true);
            AssertClose(x, signals[i].Win, 1e-12);
            AssertClose(autograd.grad([x.sum()], [own], retain_graph: true)[0], signals[i].WinSlope, 1e-6);
            AssertClose(autograd.grad([p.sum()], [own])[0], signals[i].PaymentSlope, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void AsTheTemperatureFalls_TheSmoothedMarketBecomesTheExactOne(string rivalry, string price, int bidders)
    {
        using var scope = NewDisposeScope();
        var bids = Bids(bidders, 1, 64, float64);
        var outcome = Rule.Clear(cat([.. bids], dim: 1).transpose(1, 2));
        var (win, payment) = (outcome.Win.squeeze(3), outcome.Paid());
        var signals = Clear(new OneItemMarket(Rule, Enum.Parse<Rivalry>(rivalry), Enum.Parse<Price>(price), [1e7],
            CPU), bids, float64);
        for (int i = 0; i < bidders; i++)
        {
            AssertClose(win.narrow(2, i, 1), signals[i].Win, 1e-9);
            AssertClose(payment.narrow(2, i, 1), signals[i].Win * signals[i].Payment, 1e-9);
        }
    }

    [Fact]
    public void Softmax_SharesOneItem()
    {
        using var scope = NewDisposeScope();
        var bids = Bids(5, 2, 64, float32);
        var signals = Clear(new FirstPriceKernel(Rivalry.Softmax, Price.Market, [100, 5000]), bids, float32);
        var sum = signals.Select(s => s.Win).Aggregate((a, b) => a + b);
        AssertClose(ones_like(sum), sum, 1e-6);
    }

    [Fact]
    public void FirstPrice_TiesFollowTheirRule()
    {
        using var scope = NewDisposeScope();
        var bids = tensor(new[] { .5, .5, .2, 0, 0, 0 }, [1, 2, 3, 1], dtype: float64);
        double[] Of(TieRule rule, bool zeroWins) =>
            new FirstPrice(new FirstPrice.Settings { Ties = rule, ZeroWins = zeroWins })
                .Clear(bids).Win.AsSpan<double>().ToArray();
        Assert.Equal([.5, .5, 0, 0, 0, 0], Of(TieRule.Split, false));
        Assert.Equal([1, 0, 0, 1, 0, 0], Of(TieRule.Lowest, true));
        Assert.Equal([0, 0, 0, 0, 0, 0], Of(TieRule.Nobody, true));
    }

    private static Tensor[] Bids(int bidders, int replicas, int rows, ScalarType type) =>
        [.. Enumerable.Range(1, bidders).Select(i =>
        {
            var bids = empty(replicas, 1, rows, 1, dtype: float64);
            new RandomStream(StreamKey.Of(5, new ActorId("bidder", i), "bids"), 1).Uniform(bids.AsSpan<double>());
            return bids.to(type);
        })];

    private static Signal[] Clear(IClearing market, Tensor[] bids, ScalarType type)
    {
        Signal[] signals = [.. bids.Select(b =>
            new Signal((int)b.shape[0], 1, (int)b.shape[2], GameShape.OneItem, CPU, type))];
        market.Clear(bids, signals);
        market.Dispose();
        return signals;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        double gap = (expected.reshape(-1).to(float64) - actual.reshape(-1).to(float64)).abs().max().item<double>();
        Assert.True(gap <= tolerance, $"largest difference {gap}, allowed {tolerance}");
    }
}
