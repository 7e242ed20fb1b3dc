using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: the one pass over tried bids answers as clearing every game anew does, ties and all.</summary>
public class VariationTests
{
    [Theory]
    [InlineData(TieRule.Split, false, 0)]
    [InlineData(TieRule.Lowest, true, 0)]
    [InlineData(TieRule.Nobody, false, 0.25)]
    [InlineData(TieRule.Draw, false, 0)]
    public void TriedBids_FareAsInGamesOfTheirOwn(TieRule ties, bool zeroWins, double reserve)
    {
        var options = new FirstPrice.Settings { Ties = ties, ZeroWins = zeroWins, Reserve = reserve };
        var allPay = new AllPay.Settings { Ties = ties, ZeroWins = zeroWins, Reserve = reserve };
        foreach (OneItem rule in (OneItem[])[new FirstPrice(options), new AllPay(allPay)])
        {
            using var scope = NewDisposeScope();
            // On a coarse grid, so that many bids tie, three at a time too.
            var bids = Coarse("bids", 2, 32, 4, 1);
            for (int bidder = 1; bidder <= 4; bidder++)
            {
                var own = Coarse("own", 2, 5, 32, 1);
                Assert.True(ItemVariation.Serves(rule, own, null));
                var found = ItemVariation.Of(rule, bidder, bids, own);
                var expected = Variation.ByClearing(rule, bidder, bids, own, null);
                var byTensors = rule.VaryByTensors(bidder, bids, own, null);
                foreach (var outcome in (Outcome[])[found, byTensors])
                {
                    Assert.Equal(expected.Win.contiguous().AsSpan<float>(), outcome.Win.contiguous().AsSpan<float>());
                    Assert.Equal(expected.Paid().contiguous().AsSpan<float>(),
                        outcome.Paid().contiguous().AsSpan<float>());
                }
            }
        }
    }

    private static Tensor Coarse(string purpose, params long[] shape)
    {
        var drawn = empty(shape, dtype: float32);
        new RandomStream(StreamKey.Of(2, new ActorId("test", 1), purpose), 1).Uniform(drawn.AsSpan<float>());
        return (drawn * 6).floor() / 8;
    }
}
