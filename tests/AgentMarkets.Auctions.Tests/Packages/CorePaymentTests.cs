using AgentMarkets.Auctions.Packages;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>A known answer, LLG's closed forms, and the laws of the core (docs/packages.md, 2 to 6).</summary>
public class CorePaymentTests
{
    private static readonly PackagePayment[] CoreRules =
        [PackagePayment.NearestVcg, PackagePayment.NearestZero, PackagePayment.NearestBid];

    // Items A, B, C; W = 15, vcg = (2, 2, 1), the smallest revenue is 10.
    private static readonly PackageSample Seven = new(
        new PackageGame("seven", "A", "B", "C", "AB", "BC", "AC", "ABC"), [6, 5, 4, 7, 6, 5, 10]);

    [Theory]
    [InlineData(PackagePayment.FirstPrice, 6, 5, 4)]
    [InlineData(PackagePayment.Vcg, 2, 2, 1)]
    [InlineData(PackagePayment.NearestVcg, 11 / 3.0, 11 / 3.0, 8 / 3.0)]
    [InlineData(PackagePayment.NearestZero, 3.5, 3.5, 3)]
    [InlineData(PackagePayment.NearestBid, 4, 3.5, 2.5)]
    public void SevenBidders_PayTheKnownAnswer(PackagePayment payment, double p1, double p2, double p3)
    {
        foreach (var method in new[] { CoreMethod.Enumeration, CoreMethod.Generation })
        {
            var (win, payments) = Seven.Clear(payment, method: method);
            Assert.Equal([1, 1, 1, 0, 0, 0, 0], win);
            AssertClose([p1, p2, p3, 0, 0, 0, 0], payments, 1e-9);
        }
    }

    [Fact]
    public void Llg_PaysItsClosedForms()
    {
        var random = new Random(7);
        double[] bids = new double[3 * 5000], win = new double[bids.Length], payments = new double[bids.Length];
        for (int at = 0; at < bids.Length; at++)
        {
            bids[at] = (at % 3 == 2 ? 2 : 1) * random.NextDouble();
        }
        foreach (var payment in Enum.GetValues<PackagePayment>())
        {
            foreach (var method in new[] { CoreMethod.Enumeration, CoreMethod.Generation })
            {
                new PackageAuction(PackageGame.Llg, payment, method: method).Clear(bids, win, payments);
                for (int g = 0; g < bids.Length; g += 3)
                {
                    var (b1, b2, global) = (bids[g], bids[g + 1], bids[g + 2]);
                    double x = b1 + b2 > global ? 1 : 0;
                    Assert.Equal([x, x, 1 - x], win[g..(g + 3)]);
                    AssertClose(Llg(payment, b1, b2, global), payments[g..(g + 3)], 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData("LLG", 2000)]
    [InlineData("LLLLGG", 500)]
    [InlineData("LLLLRRG", 300)]
    public void KnownGames_KeepTheLawsOfTheCore(string name, int count)
    {
        var random = new Random(8);
        var game = PackageGameTests.Known(name);
        for (int i = 0; i < count; i++)
        {
            AssertLaws(new PackageSample(game, PackageSample.Draw(random, game)));
        }
    }

    [Fact]
    public void RandomGames_KeepTheLawsOfTheCore()
    {
        foreach (var sample in PackageSample.Draw(seed: 9, count: 1500))
        {
            AssertLaws(sample);
        }
    }

    [Fact]
    public void ManyWinners_KeepTheLawsOfTheCore()
    {
        // Ten locals with an item each and two globals with overlapping sets: up to ten winners, 1,024 sets.
        var game = new PackageGame("ten locals", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "ABCDEFG ACEGI",
            "DEFGHIJ BDFHJ ABCDEFGHIJ");
        var random = new Random(10);
        for (int i = 0; i < 10; i++)
        {
            AssertLaws(new PackageSample(game, PackageSample.Draw(random, game, isWhole: i % 3 == 2)));
        }
    }

    [Fact]
    public void GeneratedConstraints_GiveThePaymentsOfAllConstraints()
    {
        foreach (var sample in PackageSample.Draw(seed: 12, count: 600, bidders: 9, items: 8))
        {
            foreach (var payment in CoreRules)
            {
                foreach (bool minimum in new[] { true, false })
                {
                    var all = sample.Clear(payment, minimumRevenue: minimum, method: CoreMethod.Enumeration);
                    var some = sample.Clear(payment, minimumRevenue: minimum, method: CoreMethod.Generation);
                    AssertClose(all.Payments, some.Payments, 1e-9);
                }
            }
        }
    }

    [Fact]
    public void TwentyBidders_PayInTheCore()
    {
        var random = new Random(13);
        var game = new PackageGame("twenty", [.. Enumerable.Range(0, 20).Select(i => i < 14
            ? $"{(char)('A' + i % 10)} {(char)('A' + i % 10)}{(char)('A' + (i + 3) % 10)}"
            : $"{"ABCDEFGHIJ".Substring(i - 14, 5)} {"ACEGIBDFHJ".Substring(i - 14, 4)}")]);
        for (int round = 0; round < 5; round++)
        {
            var sample = new PackageSample(game, PackageSample.Draw(random, game));
            var (win, payments) = sample.Clear(PackagePayment.NearestVcg);
            var (winners, won) = sample.Winners(win);
            for (ulong set = winners; set != 0; set = (set - 1) & winners)
            {
                // The core for the sets of winners, as docs/packages.md, 2 has it.
                double atLeast = Searched(sample, ~set) - (won.Sum() - PackageSample.Sum(set, won));
                Assert.InRange(PackageSample.Sum(set, payments), atLeast - 1e-9, PackageSample.Sum(set, won) + 1e-9);
            }
        }
    }

    [Fact]
    public void WithoutTheSmallestRevenue_PaymentsAreTheNearestOfTheWholeCore()
    {
        foreach (var sample in PackageSample.Draw(seed: 14, count: 500))
        {
            // The bids are in the core themselves.
            var bids = sample.Clear(PackagePayment.NearestBid, minimumRevenue: false);
            Assert.Equal(sample.Clear(PackagePayment.FirstPrice).Payments, bids.Payments);
            var (winners, won) = sample.Winners(bids.Win);
            foreach (var payment in CoreRules)
            {
                double[] q = Reference(payment, sample, won);
                double free = Distance(sample.Clear(payment, minimumRevenue: false).Payments, q, winners);
                Assert.InRange(free, 0, Distance(sample.Clear(payment).Payments, q, winners) + 1e-12);
                AssertLaws(sample, payment, minimumRevenue: false);
            }
        }
    }

    [Fact]
    public void Degenerate_GamesArePaidToo()
    {
        var game = PackageGame.Llllgg;
        var nobody = new PackageSample(game, new double[12]);
        var single = new PackageSample(new PackageGame("single", "A", "A"), [0.75, 0.5]);
        var alone = new PackageSample(new PackageGame("alone", "AB"), [0.75]);
        foreach (var payment in CoreRules)
        {
            foreach (var method in new[] { CoreMethod.Enumeration, CoreMethod.Generation })
            {
                Assert.Equal(new double[6], nobody.Clear(payment, method: method).Payments);
                Assert.Equal([0.5, 0], single.Clear(payment, method: method).Payments);
                Assert.Equal([0], alone.Clear(payment, method: method).Payments);
            }
        }
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(30)]
    public void Payments_ScaleWithTheBidsToTheLastBit(int power)
    {
        // Powers of two round nothing, so ties stay ties.
        double scale = Math.Pow(2, power);
        foreach (var sample in PackageSample.Draw(seed: 15, count: 300))
        {
            foreach (var payment in CoreRules)
            {
                var scaled = new PackageSample(sample.Game, [.. sample.Bids.Select(b => b * scale)]);
                Assert.Equal(sample.Clear(payment).Payments.Select(p => p * scale), scaled.Clear(payment).Payments);
            }
        }
    }

    [Fact]
    public void AGamesPayments_DoNotDependOnItsBatch()
    {
        var random = new Random(16);
        var game = PackageGame.Llllgg;
        double[] bids = [.. Enumerable.Range(0, 64).SelectMany(_ => PackageSample.Draw(random, game))];
        double[] win = new double[bids.Length], payments = new double[64 * 6];
        new PackageAuction(game, PackagePayment.NearestVcg).Clear(bids, win, payments);
        for (int g = 0; g < 64; g++)
        {
            var alone = new PackageSample(game, bids[(12 * g)..(12 * g + 12)]).Clear(PackagePayment.NearestVcg);
            Assert.Equal(payments[(6 * g)..(6 * g + 6)], alone.Payments);
            Assert.Equal(win[(12 * g)..(12 * g + 12)], alone.Win);
        }
    }

    [Fact]
    public void AnIterationThatDoesNotEnd_NamesTheBids()
    {
        double[] bids = [0.5, 0.75, 1];
        var endless = new EverybodyBlocks();
        var payments = new CorePayments(PackageGame.Llg, endless, PackagePayment.NearestVcg, minimumRevenue: true,
            generates: true);
        var error = Assert.Throws<InvalidOperationException>(
            () => payments.Add([0, 0, -1], bids, total: 1.25, share: 1, new double[3]));
        Assert.Contains("LLG: the core payments were not found", error.Message);
        Assert.EndsWith("Bids 1: A=0.5; 2: B=0.75; 3: AB=1", error.Message);
    }

    private static void AssertLaws(PackageSample sample)
    {
        double[] sums = [.. CoreRules.Select(payment => AssertLaws(sample, payment, minimumRevenue: true))];
        // All three are solutions of the same linear program.
        Assert.Equal(sums[0], sums[1], 1e-9);
        Assert.Equal(sums[0], sums[2], 1e-9);
    }

    private static double AssertLaws(PackageSample sample, PackagePayment payment, bool minimumRevenue)
    {
        var (win, payments) = sample.Clear(payment, minimumRevenue: minimumRevenue);
        var (winners, won) = sample.Winners(win);
        double[] vcg = sample.Clear(PackagePayment.Vcg).Payments;
        for (int i = 0; i < sample.Bidders; i++)
        {
            Assert.InRange(payments[i], vcg[i], won[i]);
            double own = (winners >> i & 1) == 0 ? 0
                : sample.Welfare(~(1ul << i)) - (sample.Welfare(~0ul) - won[i]);
            Assert.Equal(own, vcg[i], 1e-12);
        }
        foreach (var (outside, atLeast) in sample.Core(winners, won))
        {
            Assert.InRange(PackageSample.Sum(outside, payments), atLeast - 1e-9, double.PositiveInfinity);
        }
        return payments.Sum();
    }

    // docs/packages.md, 6.
    private static double[] Llg(PackagePayment payment, double b1, double b2, double global)
    {
        if (b1 + b2 <= global)
        {
            return [0, 0, payment == PackagePayment.FirstPrice ? global : b1 + b2];
        }
        double vcg1 = Math.Max(global - b2, 0), vcg2 = Math.Max(global - b1, 0), low = Math.Min(b1, b2);
        double rest = (global - vcg1 - vcg2) / 2;
        return payment switch
        {
            PackagePayment.FirstPrice => [b1, b2, 0],
            PackagePayment.Vcg => [vcg1, vcg2, 0],
            PackagePayment.NearestVcg => [vcg1 + rest, vcg2 + rest, 0],
            PackagePayment.NearestZero when global <= 2 * low => [global / 2, global / 2, 0],
            PackagePayment.NearestZero => b1 < b2 ? [b1, global - b1, 0] : [global - b2, b2, 0],
            _ when global < b1 - b2 => [global, 0, 0],
            _ when global < b2 - b1 => [0, global, 0],
            _ => [b1 - (b1 + b2 - global) / 2, b2 - (b1 + b2 - global) / 2, 0],
        };
    }

    private static double[] Reference(PackagePayment payment, PackageSample sample, double[] won) => payment switch
    {
        PackagePayment.NearestVcg => sample.Clear(PackagePayment.Vcg).Payments,
        PackagePayment.NearestZero => new double[sample.Bidders],
        _ => won,
    };

    private static double Distance(double[] payments, double[] q, ulong winners) =>
        Math.Sqrt(Enumerable.Range(0, q.Length).Where(i => (winners >> i & 1) != 0)
            .Sum(i => (payments[i] - q[i]) * (payments[i] - q[i])));

    private static double Searched(PackageSample sample, ulong coalition)
    {
        double[] bids = [.. sample.Bids];
        var game = sample.Game;
        var welfare = new SearchedWelfare(game);
        welfare.Solve(bids, PackageTies.First);
        return welfare.Without(~coalition);
    }

    private static void AssertClose(double[] expected, double[] actual, double within)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], within);
        }
    }

    // As if the winners themselves could always do better: no core, so no payments in it.
    private sealed class EverybodyBlocks : IDeclaredWelfare
    {
        public int Tied => 1;

        public double Solve(ReadOnlySpan<double> bids, PackageTies ties) => 1.25;

        public ReadOnlySpan<int> Winning(int tied) => [0, 0, -1];

        public double Without(ulong bidders) => 1;

        public (ulong Bidders, double Welfare, double Net) Blocking(ReadOnlySpan<double> discounts) => (0b11, 2, 2);
    }
}
