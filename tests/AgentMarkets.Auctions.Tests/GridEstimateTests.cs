using AgentMarkets.Auctions.Mechanisms;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>The usual estimate of utility loss reads as high as it is known to (docs/auctions.md, 4).</summary>
public class GridEstimateTests
{
    [Theory]
    [InlineData(16, 64, 1.3e-2, 2.5e-3)]
    [InlineData(256, 8, 3.5e-3, 3e-4)]
    public void TheWorkedExample_ReadsTooHighByTheKnownAmount(int size, int seeds, double known, double tolerance)
    {
        // b = 0.48 v, two bidders: the true loss is 2.667e-4. One seed reads 1.3e-2 with a spread of 0.5e-2 at 16^3.
        double mean = Read(new LossGrid { Types = size, Bids = size, Opponents = size }, seeds).Average();
        Assert.Equal(known, mean, tolerance);
    }

    [Fact]
    public void ManyOpponents_BringItDown()
    {
        double mean = Read(new LossGrid { Types = 512, Bids = 1024, Opponents = 4096 }, 2).Average();
        Assert.Equal(8.4e-4, mean, 1e-4);
    }

    [Fact]
    public void FinerGridsOfBids_ReadHigher()
    {
        double[] read = [.. ((int[])[16, 64, 1024]).Select(bids =>
            Read(new LossGrid { Types = 128, Bids = bids, Opponents = 64 }, 16).Average())];
        Assert.True(read[0] < read[1] && read[1] < read[2], string.Join(", ", read));
    }

    [Fact]
    public void LinearBidders_AreReadFromGamesOfTheirOwn()
    {
        // Their law is published and no sample of it: games are drawn for the estimate.
        var play = Play.FirstPrice("strategy=linear(start=0.48)", "measure=[utility-loss-grid]", "seed=1..8",
            "loss-grid.types=256", "loss-grid.bids=256", "loss-grid.opponents=256");
        Assert.Equal(3.5e-3, play.Of("utility-loss-grid").Mean, 3e-4);
    }

    private static IEnumerable<double> Read(LossGrid grid, int seeds)
    {
        var found = Formula.Measure(Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2),
            (_, v, b) => b[0] = .48 * v[0], grid.Types * grid.Opponents, ["utility-loss-grid"],
            [.. Enumerable.Range(1, seeds).Select(k => (ulong)k)], grid)["utility-loss-grid"];
        return Enumerable.Range(0, seeds).Select(r => found[r, 0]);
    }
}
