using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors.Correlation;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Games in which winning tells something of the value (docs/auctions.md, 4 and 5).</summary>
public class InterdependentValueTests
{
    [Fact]
    public void MineralRights_AreMeasuredInTheirEquilibrium()
    {
        // Given what a bidder sees, the value depends on the highest of the others alone where that is higher: every
        // higher bid is as good as the own.
        var known = MineralRights(1);
        AssertKnown(known, utility: 8 * Math.Log(2) - 5.5);
        // E V = 1/2 goes to somebody always.
        Assert.Equal(1, known["efficiency"][0, 0], 1e-3);
        // The control: 5 % less has a loss.
        Assert.True(MineralRights(.95)["utility-loss-ex-ante"][0, 0] > 1e-2);
    }

    [Fact]
    public void AffiliatedFirstPrice_IsMeasuredInItsEquilibrium()
    {
        AssertKnown(Affiliated(1), utility: 1.0 / 9);
        // The control's true loss, from 2^23 games.
        Assert.Equal(1.10e-3, Affiliated(.95)["utility-loss-ex-ante"][0, 0], 3e-5);
    }

    [Theory]
    [InlineData("second-price", "mineral-rights", TieRule.Split)]
    [InlineData("second-price", "affiliated", TieRule.Lowest)]
    [InlineData("first-price", "affiliated", TieRule.Nobody)]
    [InlineData("first-price", "constant-weights", TieRule.Split)]
    [InlineData("second-price", "bernoulli", TieRule.Split)]
    [InlineData("all-pay", "bernoulli", TieRule.Lowest)]
    public void ExactConditionalLaws_AreWhatGamesDrawnFromThemSay(string rule, string correlation, TieRule ties)
    {
        // Bids with a flat part, a reserve price, and one bidder of three who bids otherwise.
        FormulaBid bid = (i, o, b) => b[0] = Math.Clamp((i == 3 ? .5 : .7) * o[0], .2, .6);
        OneItem mechanism = rule switch
        {
            "first-price" => new FirstPrice(new FirstPrice.Settings { Ties = ties, Reserve = .1 }),
            "second-price" => new SecondPrice(new SecondPrice.Settings { Ties = ties, Reserve = .1 }),
            _ => new AllPay(new AllPay.Settings { Ties = ties, Reserve = .1 }),
        };
        var game = Formula.Game(Formula.Auction(mechanism, 3) with { Correlation = Of(correlation) }, bid).Rules;
        Published[] tables = [.. game.Bidders.Select(other => new Published(Knots: TabulatedBids.Of(
            game.Nature.Support(other), (types, bids) =>
            {
                for (int k = 0; k < types.Length; k++)
                {
                    bid(other.Number, types.AsSpan(k, 1), bids.AsSpan(k, 1));
                }
            })))];
        var bidder = game.Bidders[1];
        // 16,384 even points; where a coin is tossed the win jumps in every draw, and they serve little better than
        // independent ones, whose standard error is 0.004.
        double chance = correlation == "bernoulli" ? 8e-3 : 2e-3;
        double[] types = [.1, .45, .8, .99], tried = [.05, .1, .2, .31, .42, .6, .7];
        var exact = ConditionalLaws.Of(game, bidder, tables, types)!;
        var drawn = new ConditionalGames(game, bidder, tables, (1, "test", 0)).Given(types, 1 << 20);
        for (int t = 0; t < types.Length; t++)
        {
            var sampled = drawn[t].Law();
            foreach (double b in tried)
            {
                double[] mine = new double[1], theirs = new double[1];
                double paid = exact[t].Fare([b], mine);
                Assert.Equal(sampled.Fare([b], theirs), paid, chance);
                Assert.Equal(theirs[0], mine[0], chance);
            }
            double[] best = new double[1], found = new double[1];
            exact[t].Best([1], [], bidder.Utility, best, new double[1]);
            sampled.Best([1], [], bidder.Utility, found, new double[1]);
            Assert.Equal(found[0], best[0], chance);
        }
    }

    [Fact]
    public void BidFunctionsThatFall_AreMeasuredOnSamples()
    {
        var found = Formula.Measure(Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2) with
        {
            Correlation = new Affiliated(),
        }, (_, o, b) => b[0] = o[0] * (2 - o[0]) / 2, 1 << 16);
        Assert.True(found["utility-sampling-error"][0, 0] > 0);
        Assert.True(found["utility-loss-sampling-error"][0, 0] > 0);
    }

    private static ICorrelation Of(string name) => name switch
    {
        "mineral-rights" => new MineralRights(),
        "affiliated" => new Affiliated(),
        "bernoulli" => new Bernoulli(new Bernoulli.Settings { Gamma = .3 }),
        _ => new ConstantWeights(new ConstantWeights.Settings { Gamma = .3 }),
    };

    private static Dictionary<string, double[,]> MineralRights(double shade) => Formula.Measure(
        Formula.Auction(new SecondPrice(new SecondPrice.Settings()), 3) with { Correlation = new MineralRights() },
        (_, o, b) => b[0] = shade * 2 * o[0] / (2 + o[0]), 1 << 10);

    private static Dictionary<string, double[,]> Affiliated(double shade) => Formula.Measure(
        Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2) with { Correlation = new Affiliated() },
        (_, o, b) => b[0] = shade * 2 * o[0] / 3, 1 << 10);

    private static void AssertKnown(Dictionary<string, double[,]> found, double utility)
    {
        // Nothing is sampled, and no error told.
        Assert.False(found.ContainsKey("utility-sampling-error"));
        for (int i = 0; i < found["utility"].GetLength(1); i++)
        {
            Assert.Equal(utility, found["utility"][0, i], 1e-6);
            Assert.InRange(found["utility-loss-ex-ante"][0, i], 0, 1e-6);
            Assert.InRange(found["utility-loss-ex-interim"][0, i], 0, 1e-6);
        }
    }
}
