using AgentMarkets.Lab.Comparisons;
using Xunit;

namespace AgentMarkets.Lab.Tests.Comparisons;

public sealed class RunComparisonTests
{
    /// <summary>What a seed adds to either side: far more than the sides differ by.</summary>
    private static readonly double[] OfSeeds = [9, -4, 7, 0, -8, 3, 5, -6, 1, -7, 8, -2];

    [Fact]
    public void Pairs_TakeOutWhatTheSeedsBring()
    {
        var a = Side([.. OfSeeds]);
        // B is higher by 0.1, give or take 0.02.
        var b = Side([.. OfSeeds.Select((x, i) => x + (i % 2 == 0 ? 0.12 : 0.08))]);
        var paired = Assert.Single(new RunComparison(a, b).Differences);
        Assert.Equal((0.1, 12), (Math.Round(paired.Difference, 12), paired.Seeds));
        // Means of twelve of 0.08 and 0.12: a standard deviation of 0.02 / √12, and 1.96 of it on either side.
        Assert.Equal(0.1 - 1.96 * 0.02 / Math.Sqrt(12), paired.Low, 0.003);
        Assert.Equal(0.1 + 1.96 * 0.02 / Math.Sqrt(12), paired.High, 0.003);
        Assert.Equal("B is higher by 0.100 [0.090, 0.110]", paired.Reading);

        // The same numbers of other seeds: the difference drowns.
        var unpaired = new RunComparison(a, [.. b.Select(r => r with { Seed = $"10{r.Seed}" })]);
        Assert.Empty(unpaired.Pairing.Pairs);
        Assert.StartsWith("Unpaired: the sides have no seed with equal settings in common; 12 and 12 replicas.",
            unpaired.How);
        var drowned = Assert.Single(unpaired.Differences);
        Assert.Equal(paired.Difference, drowned.Difference, 1e-12);
        double deviation = Math.Sqrt(2 * OfSeeds.Average(x => (x - 0.5) * (x - 0.5)) / 12);
        Assert.Equal(0.1 - 1.96 * deviation, drowned.Low, 0.25);
        Assert.Equal(0.1 + 1.96 * deviation, drowned.High, 0.25);
        Assert.StartsWith("no difference shown: 0.1 [", drowned.Reading);
    }

    [Fact]
    public void SettingsThatBothHave_AreMatched_WhoeverHasNoPartnerIsLeftOut()
    {
        ComparedReplica[] a = [At("1", 10, ("beta", "10")), At("1", 20, ("beta", "50")), At("2", 30, ("beta", "10"))];
        ComparedReplica[] b = [At("1", 11, ("beta", "10")), At("2", 32, ("beta", "10")), At("3", 99, ("beta", "10"))];
        var comparison = new RunComparison(a, b);
        Assert.Equal([("1", "10"), ("2", "10")],
            comparison.Pairing.Pairs.Select(pair => (pair.Seed, pair.Settings.Single().Value)));
        Assert.Equal((1, 1), comparison.Pairing.LeftOut);
        Assert.Equal((20, 21.5), (comparison.Differences[0].A.Mean, comparison.Differences[0].B.Mean));
        Assert.Contains("1 replica of A without a partner is left out.", comparison.Notes);
        Assert.Equal("2 pairs by seed and by beta; intervals over 2 seeds.", comparison.How);
    }

    [Fact]
    public void WhatTellsTheSidesApart_IsComparedAndNotMatched()
    {
        ComparedReplica[] a = [At("1", 1, ("optimizer", "sgd"), ("rate", "0.1"))];
        ComparedReplica[] b =
        [
            At("1", 3, ("optimizer", "adam"), ("rate", "0.1"), ("momentum", "0.9")),
            At("1", 5, ("optimizer", "adam"), ("rate", "0.1"), ("momentum", "0.99")),
        ];
        var comparison = new RunComparison(a, b);
        Assert.Equal([("optimizer", "sgd", "adam")], comparison.Pairing.Compared);
        Assert.Equal(["momentum"], comparison.Pairing.Averaged);
        Assert.Equal((1.0, 4.0), Assert.Single(comparison.Pairing.Pairs).Of("l2"));
        Assert.Contains(comparison.Notes, note => note.StartsWith("The sides share no value of momentum:"));
    }

    [Fact]
    public void ReplicasOfOneSeed_CountOnce()
    {
        // Two seeds, each with a hundred settings that all say the same: still two seeds.
        ComparedReplica[] Many(double first, double second) => [.. Enumerable.Range(0, 100).SelectMany(i =>
            new[] { At("1", first, ("beta", $"{i}")), At("2", second, ("beta", $"{i}")) })];
        var difference = Assert.Single(new RunComparison(Many(0, 0), Many(1, -0.5)).Differences);
        Assert.Equal((2, (100 * 2, 100 * 2)), (difference.Seeds, difference.Counts));
        Assert.Equal((-0.5, 1), (difference.Low, difference.High));
        Assert.Equal(0.75, difference.B.StandardError, 1e-12);
    }

    [Fact]
    public void OneSeed_HasNoInterval()
    {
        var difference = Assert.Single(new RunComparison(Side(1), Side(2)).Differences);
        Assert.Equal("one seed, so no interval", difference.Reading);
        Assert.True(double.IsNaN(difference.Low) && !difference.IsShown);
    }

    [Fact]
    public void EqualSides_AreTheSame() =>
        Assert.Equal("the same", Assert.Single(new RunComparison(Side(1, 2, 5), Side(1, 2, 5)).Differences).Reading);

    [Fact]
    public void WhatIsOfTheRunAndNotOfItsSeeds_HasNoIntervalToShowIt()
    {
        var difference = Assert.Single(new RunComparison(Side(0.3, 0.3, 0.3), Side(0.1, 0.1, 0.1)).Differences);
        Assert.Equal("B is lower by 0.200 with every seed alike", difference.Reading);
        Assert.False(difference.IsShown);
    }

    [Fact]
    public void ReplicasThatFailed_LeaveTheirPairOut()
    {
        var difference = Assert.Single(new RunComparison(Side(1, double.NaN, 5), Side(2, 3, 6)).Differences);
        Assert.Equal((1, (2, 2)), (difference.Difference, difference.Counts));
        Assert.Equal("no finite values to compare", Assert.Single(
            new RunComparison(Side(double.NaN), Side(2)).Differences).Reading);
    }

    [Fact]
    public void OrderOfRuns_DoesNotMatter()
    {
        var (a, b) = (Side(1, 4, 2, 8), Side(2, 3, 5, 9));
        Assert.Equal(new RunComparison(a, b).Differences,
            new RunComparison([.. a.Reverse()], [.. b.Skip(2), .. b.Take(2)]).Differences);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(9, true)]
    public void FewSeeds_AreSaid(int seeds, bool said)
    {
        double[] values = [.. Enumerable.Range(0, seeds).Select(i => (double)i)];
        Assert.Equal(said, new RunComparison(Side(values), Side(values)).Notes
            .Any(note => note.StartsWith($"With {seeds} seeds the intervals are too narrow")));
    }

    [Fact]
    public void MetricsOfOneSide_AreNamed()
    {
        var b = Side(2).Select(r => r with { Metrics = new Dictionary<string, double> { ["nash-gap"] = 1 } });
        var comparison = new RunComparison(Side(1), [.. b]);
        Assert.Empty(comparison.Differences);
        Assert.Equal(["Only A has l2.", "Only B has nash-gap."], comparison.Notes);
    }

    private static ComparedReplica[] Side(params double[] bySeed) =>
        [.. bySeed.Select((value, i) => At($"{i + 1}", value))];

    private static ComparedReplica At(string seed, double l2, params (string Key, string Value)[] settings) => new(
        $"run-{l2}", seed, settings.ToDictionary(s => s.Key, s => s.Value),
        new Dictionary<string, double> { ["l2"] = l2 });
}
