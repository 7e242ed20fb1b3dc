using AgentMarkets.Auctions.Packages;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>Games of packages and their allocations. Counts for LLLLGG: bnelearn's tables of legal and of possibly
/// efficient allocations (Bosshard et al. 2020).</summary>
public class PackageGameTests
{
    [Theory]
    [InlineData("LLG", 3, 2, 1, 5, 2)]
    [InlineData("LLLLGG", 6, 8, 2, 67, 18)]
    [InlineData("LLLLRRG", 7, 8, 2, 68, 19)]
    public void KnownGames_HaveTheirAllocations(string name, int bidders, int items, int packages, int all, int maximal)
    {
        var game = Known(name);
        Assert.Equal((name, bidders, items, packages), (game.Name, game.Bidders, game.Items, game.MostPackages));
        var allocations = Allocations.Of(game)!;
        Assert.Equal(all, allocations.Count);
        Assert.Equal(maximal, Enumerable.Range(0, all).Count(allocations.IsMaximal));
    }

    [Fact]
    public void Allocations_OfLlg_AreInTheStatedOrder()
    {
        var allocations = Allocations.Of(PackageGame.Llg)!;
        int[][] expected = [[0, 0, -1], [0, -1, -1], [-1, 0, -1], [-1, -1, 0], [-1, -1, -1]];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(a => allocations[a].ToArray()));
        Assert.Equal([0b011ul, 0b001, 0b010, 0b100, 0], Enumerable.Range(0, 5).Select(allocations.Winners));
        Assert.Equal([true, false, false, true, false], Enumerable.Range(0, 5).Select(allocations.IsMaximal));
    }

    [Fact]
    public void Allocations_NeverGiveAnItemTwice_AndNoneIsMissing()
    {
        foreach (var sample in PackageSample.Draw(seed: 11, count: 40, bidders: 4, items: 4))
        {
            var allocations = Allocations.Of(sample.Game)!;
            var rows = Enumerable.Range(0, allocations.Count).Select(a => allocations[a].ToArray()).ToArray();
            int choices = sample.Game.MostPackages + 1;
            int feasible = 0;
            for (int code = 0; code < Math.Pow(choices, sample.Bidders); code++)
            {
                int rest = code;
                int[] row = new int[sample.Bidders];
                for (int i = 0; i < row.Length; i++, rest /= choices)
                {
                    row[i] = rest % choices - 1;
                }
                if (IsFeasible(sample.Game, row))
                {
                    feasible++;
                    Assert.Contains(row, rows);
                }
            }
            Assert.Equal(feasible, rows.Length);
        }
    }

    [Fact]
    public void Allocations_BeyondTheLimit_AreNotListed()
    {
        Assert.Null(Allocations.Of(PackageGame.Llllgg, most: 66));
        Assert.NotNull(Allocations.Of(PackageGame.Llllgg, most: 67));
    }

    [Theory]
    [InlineData("A B", "A-", "'A-' is no package")]
    [InlineData("AA", "B", "'AA' is no package")]
    [InlineData("A", "", "bidder 2 has the packages ''")]
    [InlineData("AB BA", "A", "bidder 1 has the packages 'AB BA'")]
    public void WhatIsNoGame_IsRefused(string first, string second, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new PackageGame("mine", first, second));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void MoreBiddersThanBits_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new PackageGame("mine", [.. Enumerable.Repeat("A", 65)]));

    internal static PackageGame Known(string name) =>
        new[] { PackageGame.Llg, PackageGame.Llllgg, PackageGame.Llllrrg }.Single(game => game.Name == name);

    private static bool IsFeasible(PackageGame game, int[] row)
    {
        ulong used = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] >= game.PackagesOf(i).Length)
            {
                return false;
            }
            ulong package = row[i] < 0 ? 0 : game.PackagesOf(i)[row[i]];
            if ((package & used) != 0)
            {
                return false;
            }
            used |= package;
        }
        return true;
    }
}
