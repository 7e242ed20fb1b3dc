using System.Runtime.InteropServices;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Actors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: the discretised first-price auction pays what docs/auctions.md says, and tables learned in whole
/// games come as close to its equilibrium. Method: known numbers of its payoffs; then two bidders learn one table in
/// 1,000 rounds of play from a random start, and the relative loss against the last. The start is not that of the
/// source: the factors say how far that matters.</summary>
public class TableLearningTests
{
    private static readonly string[] SixtyFour = ["strategy=table(start=random)", "auction.share=true", "batch=1"];

    [Fact]
    public void GridOfTwentyTypes_PaysAsTheRivalAndAtBest()
    {
        double[] bids = [.. Enumerable.Range(0, 21).Select(a => a * 0.05)];
        var (own, best) = Values(20, bids, type => (int)Math.Floor(type / 2 / 0.05 + 1e-9));
        Assert.Equal(0.1785, own, 1e-12);
        Assert.Equal(0.1786875, best, 1e-12);
    }

    [Fact]
    public void GridOf64Types_PaysAsTheRivalAndAtBest()
    {
        double[] bids = [.. Enumerable.Range(0, 64).Select(a => a / 63.0)];
        var (own, best) = Values(64, bids, type => (int)Math.Round(0.48 * type * 63));
        Assert.Equal(0.17315115, own, 5e-9);
        Assert.Equal(0.17349855, best, 5e-9);
    }

    [Theory]
    [InlineData("frank-wolfe", 9e-6, 5, 8e-4, 1.6)]
    [InlineData("fictitious-play", 1.7e-3, 1.4, 3.2e-3, 1.6)]
    [InlineData("dual-averaging", 6e-5, 1.15, 1.3e-2, 1.6)]
    [InlineData("dual-averaging(regularizer=entropic)", 1.2e-4, 1.1, 1.1e-2, 1.2)]
    [InlineData("mirror-ascent", 1.5e-4, 1.1, 5e-4, 1.1)]
    [InlineData("multiplicative-weights(rate=5)", 3.5e-4, 1.02, 4.4e-3, 1.04)]
    public void Tables_After1000Rounds_AreAsCloseAsTheSourceSays(
        string learner, double nobody, double factor, double split, double factorOfSplit)
    {
        Near(nobody, factor, learner, "nobody");
        Near(split, factorOfSplit, learner, "split");
    }

    private static void Near(double expected, double factor, string learner, string ties)
    {
        double found = Loss(Play.FirstPrice(
            [.. SixtyFour, $"learner={learner}", $"auction.mechanism.ties={ties}", "rounds=1000"]));
        Assert.True(found > expected / factor && found < expected * factor,
            $"{learner}, ties={ties}: {found:0.00e0} instead of {expected:0.0e0}");
    }

    /// <summary>(best - own)/best in the discretised game.</summary>
    private static double Loss(Play play)
    {
        double[] table = TableOf(play.State, play.Game.Seats[0].Id);
        double[] types = [.. Enumerable.Range(0, 64).Select(k => (k + 0.5) / 64)];
        double[] bids = [.. Enumerable.Range(0, 64).Select(a => a / 63.0)];
        var weights = new double[64];
        for (int k = 0; k < table.Length; k++)
        {
            weights[k % 64] += table[k] / 64;
        }
        var (own, best) = Against(play.Game.Rules, bids, weights, types, table);
        return (best - own) / best;
    }

    private static double[] TableOf(SystemState state, ActorId id) => MemoryMarshal.Cast<byte, double>(
        state.Behaviors.Single(b => b.Id == id).Entries.Single(e => e.Name == "parameters").Bytes).ToArray();

    /// <summary>What both play, and the best reply to it, in the game of two with evenly spread types.</summary>
    private static (double Own, double Best) Values(int count, double[] bids, Func<double, int> bidOf)
    {
        var rules = Play.Build(null).Rules;
        double[] types = [.. Enumerable.Range(0, count).Select(k => (k + 0.5) / count)];
        double[] weights = new double[bids.Length], table = new double[count * bids.Length];
        for (int o = 0; o < count; o++)
        {
            weights[bidOf(types[o])] += 1.0 / count;
            table[o * bids.Length + bidOf(types[o])] = 1;
        }
        return Against(rules, bids, weights, types, table);
    }

    private static (double Own, double Best) Against(BayesianGame rules, double[] bids, double[] weights,
        double[] types, double[] table)
    {
        var mixture = new Published(Mixture: (bids, weights));
        var opposition = Opponents.Of(rules, 1, new Opposed(Rivals: [mixture, mixture]));
        var payoffs = new double[table.Length];
        Payoffs.Of(rules, rules.Bidders[0], opposition, types, bids, payoffs);
        double own = 0, best = 0;
        for (int o = 0; o < types.Length; o++)
        {
            var row = payoffs.AsSpan(o * bids.Length, bids.Length);
            best += row.ToArray().Max() / types.Length;
            for (int a = 0; a < bids.Length; a++)
            {
                own += table[o * bids.Length + a] * row[a] / types.Length;
            }
        }
        return (own, best);
    }
}
