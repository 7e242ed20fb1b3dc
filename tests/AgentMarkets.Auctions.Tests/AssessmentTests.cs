using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>How a strategy is held against what opposes it, whatever it is: mixed, of sellers, one law a
/// type.</summary>
public class AssessmentTests
{
    private static readonly FormulaBid s_half = (_, v, b) => b[0] = v[0] / 2;

    [Fact]
    public void MixedStrategies_AreMeansOfTheirBids()
    {
        // One rival bid of 0.3, and two types: bids 0.2, 0.4 and 0.6 in shares of 1/4, 1/4 and 1/2 for both.
        var (assessment, types) = Of(new OwnBids([.2, .4, .6], [.. Enumerable.Repeat<double[]>([.25, .25, .5], 1025)
            .SelectMany(row => row)]));
        var earned = assessment.Earned([Against(.3)]);
        for (int t = 0; t < types.Count; t += 128)
        {
            double v = types.Worth[t];
            Assert.Equal(.25 * (v - .4) + .5 * (v - .6), earned[t].Utility, 1e-12);
            Assert.Equal(.25 * .4 + .5 * .6, earned[t].Paid, 1e-12);
            Assert.Equal(.75 * v, earned[t].Won, 1e-12);
        }
    }

    [Fact]
    public void ALawPerType_IsThatTypesLaw()
    {
        var (assessment, types) = Of(new OwnBids([.. Enumerable.Repeat(.5, 1025)], null));
        // Rivals at 0.4 for every other type: those win, the rest do not.
        IOpposition[] laws = [.. Enumerable.Range(0, types.Count).Select(t => Against(t % 2 == 0 ? .4 : .6))];
        var earned = assessment.Earned(laws);
        double[] losses = assessment.Losses(laws);
        for (int t = 0; t < types.Count; t++)
        {
            double v = types.Worth[t], rival = t % 2 == 0 ? .4 : .6, mine = t % 2 == 0 ? v - .5 : 0;
            Assert.Equal(mine, earned[t].Utility, 1e-12);
            Assert.Equal(Math.Max(0, v - rival) - mine, losses[t], 1e-12);
        }
    }

    [Fact]
    public void SellersAndBuyers_HaveTheSameLosses()
    {
        // A type that is a cost, worth 1 - c: the game of values in a mirror, where types go against their worth.
        FormulaBid mirrored = (_, c, b) => b[0] = .48 * (1 - c[0]);
        var costs = Formula.Measure(Formula.Auction(new Costs(), 2), mirrored, 1 << 14);
        var values = Formula.Measure(Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2),
            (_, v, b) => b[0] = .48 * v[0], 1 << 14);
        Assert.Equal(values["utility"][0, 0], costs["utility"][0, 0], 5e-3);
        Assert.Equal(2.667e-4, costs["utility-loss-ex-ante"][0, 0], 2e-3);
        Assert.True(costs["utility-loss-ex-ante"][0, 0] > 2e-4);
    }

    [Fact]
    public void Cohorts_AreMeasuredAsTheirMembersAlone()
    {
        var block = Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 4);
        var apart = Formula.Measure(block, s_half, 1 << 12);
        var together = Formula.Measure(block with { Cohort = 4 }, s_half, 1 << 12);
        foreach (string metric in (string[])["utility", "utility-loss-ex-ante", "utility-sampling-error"])
        {
            Assert.Equal(apart[metric].Cast<double>(), together[metric].Cast<double>());
        }
    }

    [Fact]
    public void SamplingErrors_AreTheSpreadOverSeeds()
    {
        var found = Formula.Measure(Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2), s_half, 1 << 12,
            seeds: [.. Enumerable.Range(1, 200).Select(k => (ulong)k)]);
        double[] utilities = [.. Enumerable.Range(0, 200).Select(r => found["utility"][r, 0])];
        double mean = utilities.Average(), spread = Math.Sqrt(utilities.Sum(u => (u - mean) * (u - mean)) / 199);
        double told = Math.Sqrt(
            Enumerable.Range(0, 200).Average(r => Math.Pow(found["utility-sampling-error"][r, 0], 2)));
        // Both are estimates: 5 % and less.
        Assert.InRange(told / spread, .8, 1.25);
        Assert.Equal(1.0 / 6, mean, 4 * spread / Math.Sqrt(200));
        Assert.True(found["revenue-sampling-error"][0, 0] > 0);
    }

    [Fact]
    public void ExactChecks_TellNoSamplingError() =>
        Assert.False(Play.FirstPrice("strategy=linear(start=0.48)").Has("utility-sampling-error"));

    [Fact]
    public void UtilityAgainstTheEquilibrium_IsWorkedOutByHand()
    {
        // Own bids 0.48 v, the other v/2: P(win | v) = 0.96 v, so 0.52 0.96/3 = 0.1664.
        var exact = Play.FirstPrice("strategy=linear(start=0.48)", "measure=[utility-against-equilibrium]");
        Assert.Equal(.1664, exact.Of("utility-against-equilibrium").Mean, 1e-6);
        var unknown = Play.Build(null, "measure=[utility-against-equilibrium]",
            "auction.bidders=[{ \"prior\": \"uniform(high=0.3)\" }, { \"count\": 2 }]",
            "auction.prior=power(exponent=3)", "auction.mechanism=third-price");
        Assert.Contains(unknown.Skipped, skipped => skipped.Metric == "utility-against-equilibrium");
    }

    private static IOpposition Against(params double[] rivals)
    {
        var rule = new FirstPrice(new FirstPrice.Settings());
        return rule.Against(1, 2, rule.Oppose([.. rivals.SelectMany(b => new[] { 0, b })], 2)(1));
    }

    private static (Assessment, MeasuredTypes) Of(OwnBids own)
    {
        var game = Formula.Game(Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2), s_half);
        var types = MeasuredTypes.Weighted(game.Rules, game.Bidders[0]);
        return (new Assessment(game, game.Bidders[0], types, own), types);
    }

    /// <summary>First price for who values 1 less its type.</summary>
    [Card("costs", "First price for who values 1 less its type.", "docs/auctions.md, 1")]
    private sealed class Costs : IMechanism
    {
        private readonly FirstPrice _rule = new(new FirstPrice.Settings());

        public Outcome Clear(Tensor bids, Tensor? lots = null) => _rule.Clear(bids, lots);

        public Tensor Worth(int bidder, Tensor values) => 1 - values;

        public Func<int, double[]> Oppose(double[] bids, int bidders) => _rule.Oppose(bids, bidders);

        public IOpposition Against(int bidder, int bidders, double[] statistic) =>
            _rule.Against(bidder, bidders, statistic);
    }
}
