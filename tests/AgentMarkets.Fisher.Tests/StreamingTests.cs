using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: prices learned from N buyers who come by are wrong by 1/N to all others: docs/fisher.md,
/// 9.</summary>
public class StreamingTests
{
    private const long Judged = 1 << 17;

    [Fact]
    public void SampleAverage_NashGapFallsAsOneOverN()
    {
        double[] sizes = [1 << 5, 1 << 10, 1 << 15];
        (double X, double Y)[] points = [.. sizes.Select(size => (Math.Log(size), Math.Log(Enumerable.Range(1, 12)
            .Average(seed => Gap(StreamingMethod.SampleAverage, (long)size, seed)))))];
        double x = points.Average(p => p.X), y = points.Average(p => p.Y);
        double slope = points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
        Assert.InRange(slope, -1.15, -.85);
    }

    [Fact]
    public void SampleAverage_OfTenGoods_HasTheKnownConstant()
    {
        // The mean over markets is .2/N to .4/N; most single ones lie between .06/N and .8/N.
        const long N = 1 << 11;
        double[] constants = [.. Enumerable.Range(1, 16)
            .Select(seed => Gap(StreamingMethod.SampleAverage, N, seed, goods: 10) * N)];
        Assert.InRange(constants.Average(), .2, .4);
        Assert.InRange(constants.Count(c => c is > .06 and < .8), 14, 16);
    }

    [Theory]
    [InlineData(StreamingMethod.StochasticNewton)]
    [InlineData(StreamingMethod.AveragedPrices)]
    public void Batches_LeadAsFar(StreamingMethod method)
    {
        double[] few = [.. Enumerable.Range(1, 8).Select(seed => Gap(method, 1 << 12, seed))];
        double[] many = [.. Enumerable.Range(1, 8).Select(seed => Gap(method, 1 << 15, seed))];
        // Newton's later batches count more, as if N were 3/4 of it; so few batches are not yet quite that good.
        Assert.InRange(few.Average() * (1 << 12), .1, 1);
        Assert.InRange(many.Average(), few.Average() / 16, few.Average() / 4);
    }

    [Theory]
    [InlineData(StreamingMethod.StochasticNewton, -1)]
    [InlineData(StreamingMethod.AveragedPrices, -1)]
    [InlineData(StreamingMethod.StochasticNewton, 0)]
    [InlineData(StreamingMethod.SampleAverage, 0)]
    [InlineData(StreamingMethod.SampleAverage, 1)]
    public void OtherUtilities(StreamingMethod method, double alpha) =>
        Assert.InRange(Gap(method, 1 << 13, 1, alpha), 1e-7, 1e-3);

    [Fact]
    public void TheJudgedHaveNotComeBy()
    {
        // A market of as many buyers as the sample would have its own prices otherwise.
        using var play = ReferencePlay.Of(ReferencePlay.Drawn(1 << 12, 5), .5,
            Solver(StreamingMethod.SampleAverage, 1 << 12));
        Assert.InRange(play["nash-gap"], 1e-6, 1e-3);
        Assert.InRange(play["violation-of-allocation"], 1e-4, .1);
        Assert.InRange(play["violation-of-price"], 1e-5, .05);
    }

    [Fact]
    public void GivenMarketsHaveNoLaw()
    {
        Assert.Contains("no end", ReferencePlay.Refusal(ReferencePlay.Golden, ReferencePlay.Ces(.5),
            Solver(StreamingMethod.SampleAverage, 100)));
        Assert.Contains("jumps", ReferencePlay.Refusal(ReferencePlay.Drawn(100, 3), new Linear(),
            Solver(StreamingMethod.StochasticNewton, 100)));
    }

    [Theory]
    [InlineData(StreamingMethod.SampleAverage, 20000)]
    [InlineData(StreamingMethod.StochasticNewton, 4000)]
    [InlineData(StreamingMethod.AveragedPrices, 6000)]
    public void ShardsDoNotChangeABit_AndResumedIsUninterrupted(StreamingMethod method, long buyers)
    {
        var market = ReferencePlay.Drawn(3 * 4096, 3);
        using var one = ReferencePlay.Of(market, .5, Solver(method, buyers));
        using var three = ReferencePlay.Of(market, .5, Solver(method, buyers), shards: 3);
        Assert.Equal(one.Prices, three.Prices);
        using var whole = new ReferencePlay(market, ReferencePlay.Ces(.5), Solver(method, buyers));
        foreach (long round in new long[] { 1, 5 })
        {
            using var resumed = new ReferencePlay(market, ReferencePlay.Ces(.5), Solver(method, buyers))
                .From(whole.To(round).Save());
            Assert.Equal(one.Prices, resumed.To(long.MaxValue).Measured().Prices);
        }
    }

    private static double Gap(StreamingMethod method, long buyers, int seed, double alpha = .5, int goods = 5)
    {
        using var play = ReferencePlay.Of(ReferencePlay.Drawn(Judged, goods, (ulong)seed, stored: false), alpha,
            Solver(method, buyers));
        Assert.True(play.IsFinished);
        return play["nash-gap"];
    }

    private static Streaming Solver(StreamingMethod method, long buyers) =>
        new(new() { Method = method, Buyers = buyers });
}
