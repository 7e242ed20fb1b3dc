using AgentMarkets.Auctions.Packages;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>Who wins: by enumeration, by search, and by the plainest recursion.</summary>
public class WinnerDeterminationTests
{
    [Fact]
    public void CoalitionValues_AreThoseOfTheDefinition()
    {
        foreach (var sample in PackageSample.Draw(seed: 1, count: 200))
        {
            var allocations = Allocations.Of(sample.Game)!;
            var values = new CoalitionValues(sample.Game, allocations);
            var all = Enumerable.Range(0, allocations.Count);
            values.Fill([.. all.Select(a => Declared(sample, allocations[a]))]);
            for (int c = 0; c < 1 << sample.Bidders; c++)
            {
                Assert.Equal(sample.Welfare((ulong)c), values[c], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(CoreMethod.Enumeration)]
    [InlineData(CoreMethod.Generation)]
    public void TheWinnersHaveTheHighestDeclaredWelfare(CoreMethod method)
    {
        foreach (var sample in PackageSample.Draw(seed: 2, count: 400))
        {
            var (win, _) = sample.Clear(PackagePayment.FirstPrice, method: method);
            var (_, won) = sample.Winners(win);
            Assert.Equal(sample.Welfare(~0ul), won.Sum(), 1e-12);
        }
    }

    [Theory]
    [InlineData(PackageTies.First)]
    [InlineData(PackageTies.Last)]
    [InlineData(PackageTies.Split)]
    public void SearchAndEnumerationTakeTheSameOfTiedAllocations(PackageTies ties)
    {
        int tied = 0;
        foreach (var sample in PackageSample.Draw(seed: 3, count: 600))
        {
            var listed = sample.Clear(PackagePayment.FirstPrice, ties, method: CoreMethod.Enumeration);
            var searched = sample.Clear(PackagePayment.FirstPrice, ties, method: CoreMethod.Generation);
            Assert.Equal(listed.Win, searched.Win);
            Assert.Equal(listed.Payments, searched.Payments);
            tied += sample.Clear(PackagePayment.FirstPrice, PackageTies.Split).Win.Any(w => w is > 0 and < 1) ? 1 : 0;
        }
        Assert.InRange(tied, 50, 600);
    }

    [Theory]
    [InlineData(PackageTies.First, 1, 1, 0, 0.25, 0.75, 0)]
    [InlineData(PackageTies.Last, 0, 0, 1, 0, 0, 1)]
    [InlineData(PackageTies.Split, 0.5, 0.5, 0.5, 0.125, 0.375, 0.5)]
    public void ATieInLlg_GoesToTheLocalsTheGlobalOrBoth(PackageTies ties, double x1, double x2, double x3, double p1,
        double p2, double p3)
    {
        var sample = new PackageSample(PackageGame.Llg, [0.25, 0.75, 1]);
        foreach (var payment in Enum.GetValues<PackagePayment>())
        {
            var (win, payments) = sample.Clear(payment, ties);
            Assert.Equal([x1, x2, x3], win);
            Assert.Equal([p1, p2, p3], payments);
        }
    }

    [Fact]
    public void ABidOfZero_WinsWhatNobodyElseWants()
    {
        var sample = new PackageSample(PackageGame.Llg, [0.5, 0, 0.25]);
        foreach (var method in new[] { CoreMethod.Enumeration, CoreMethod.Generation })
        {
            var (win, payments) = sample.Clear(PackagePayment.NearestVcg, PackageTies.Split, method: method);
            Assert.Equal([1, 1, 0], win);
            Assert.Equal([0.25, 0, 0], payments);
        }
    }

    [Fact]
    public void ManyBidders_AreSolvedExactly()
    {
        // Pairs on a line: the best set of disjoint pairs is also found from left to right, item by item.
        var random = new Random(4);
        var pairs = Enumerable.Range(0, 40).Select(_ => (At: random.Next(0, 29), Bid: random.NextDouble())).ToArray();
        var game = new PackageGame("pairs", [.. pairs.Select(p => $"{Item(p.At)}{Item(p.At + 1)}")]);
        double[] best = new double[31];
        for (int item = 1; item < 30; item++)
        {
            double with = pairs.Where(p => p.At == item - 1).Select(p => p.Bid).DefaultIfEmpty(0).Max();
            best[item + 1] = Math.Max(best[item], best[item - 1] + with);
        }
        var (_, payments) = new PackageSample(game, [.. pairs.Select(p => p.Bid)]).Clear(PackagePayment.FirstPrice);
        Assert.Equal(best[30], payments.Sum(), 1e-12);
    }

    [Fact]
    public void TooManyTies_AreRefusedUnlessOneIsTaken()
    {
        var game = new PackageGame("all alike", [.. Enumerable.Repeat("A B C D E F", 14)]);
        var sample = new PackageSample(game, [.. Enumerable.Repeat(1.0, 14 * 6)]);
        Assert.Equal(6, sample.Clear(PackagePayment.FirstPrice).Payments.Sum());
        var error = Assert.Throws<InvalidOperationException>(
            () => sample.Clear(PackagePayment.FirstPrice, PackageTies.Split));
        Assert.Contains("all alike: more than 4096 allocations are tied", error.Message);
    }

    [Fact]
    public void WhatIsNoBid_IsRefusedWithTheGame()
    {
        foreach (double bad in new[] { -1e-9, double.NaN, double.PositiveInfinity })
        {
            var error = Assert.Throws<ArgumentException>(
                () => new PackageSample(PackageGame.Llg, [0.5, bad, 1]).Clear(PackagePayment.Vcg));
            Assert.Contains("LLG, game 0: bids must be numbers from 0. 1: A=0.5; 2: B=", error.Message);
        }
        Assert.Throws<ArgumentException>(
            () => new PackageAuction(PackageGame.Llg, PackagePayment.Vcg).Clear(new double[4], new double[4], []));
    }

    private static char Item(int number) => (char)(number < 26 ? 'A' + number : 'a' + number - 26);

    private static double Declared(PackageSample sample, ReadOnlySpan<int> row)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] < 0 ? 0 : sample.Bids[i * sample.Game.MostPackages + row[i]];
        }
        return sum;
    }
}
