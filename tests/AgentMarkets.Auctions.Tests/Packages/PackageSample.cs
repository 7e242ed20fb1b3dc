using System.Numerics;
using AgentMarkets.Auctions.Packages;

namespace AgentMarkets.Auctions.Tests.Packages;

/// <summary>A game with bids, and what the definitions say of it by the plainest recursion: the judge of the
/// others.</summary>
internal sealed class PackageSample(PackageGame game, double[] bids)
{
    public PackageGame Game { get; } = game;

    /// <summary>[N, K].</summary>
    public double[] Bids { get; } = bids;

    public int Bidders => Game.Bidders;

    /// <summary>Seeded games of all kinds; bids are uniform, or small whole numbers, which tie and vanish.</summary>
    public static IEnumerable<PackageSample> Draw(int seed, int count, int bidders = 7, int items = 6)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            int n = random.Next(1, bidders + 1), m = random.Next(1, items + 1);
            string[] packages = [.. Enumerable.Range(0, n).Select(_ => Packages(random, m))];
            var game = new PackageGame($"drawn {seed}/{i}", packages);
            yield return new PackageSample(game, Draw(random, game, isWhole: i % 3 == 2));
        }
    }

    public static double[] Draw(Random random, PackageGame game, bool isWhole = false)
    {
        double[] bids = new double[game.Bidders * game.MostPackages];
        for (int i = 0; i < game.Bidders; i++)
        {
            for (int k = 0; k < game.PackagesOf(i).Length; k++)
            {
                int size = BitOperations.PopCount(game.PackagesOf(i)[k]);
                bids[i * game.MostPackages + k] = isWhole ? random.Next(0, 2 * size + 1) : size * random.NextDouble();
            }
        }
        return bids;
    }

    /// <summary>W(C) for a coalition as a bit mask: every bidder of it with each package or none.</summary>
    public double Welfare(ulong coalition, int bidder = 0, ulong used = 0)
    {
        if (bidder == Bidders)
        {
            return 0;
        }
        double best = Welfare(coalition, bidder + 1, used);
        for (int k = 0; (coalition >> bidder & 1) != 0 && k < Game.PackagesOf(bidder).Length; k++)
        {
            ulong package = Game.PackagesOf(bidder)[k];
            if ((package & used) == 0)
            {
                double with = Welfare(coalition, bidder + 1, used | package);
                best = Math.Max(best, Bids[bidder * Game.MostPackages + k] + with);
            }
        }
        return best;
    }

    public (double[] Win, double[] Payments) Clear(PackagePayment payment, PackageTies ties = PackageTies.First,
        bool minimumRevenue = true, CoreMethod method = CoreMethod.Automatic)
    {
        double[] win = new double[Bids.Length], payments = new double[Bidders];
        new PackageAuction(Game, payment, ties, minimumRevenue, method).Clear(Bids, win, payments);
        return (win, payments);
    }

    /// <summary>Who won, and with what bid; ties must not have been split.</summary>
    public (ulong Winners, double[] Bids) Winners(double[] win)
    {
        ulong winners = 0;
        double[] won = new double[Bidders];
        for (int at = 0; at < win.Length; at++)
        {
            int i = at / Game.MostPackages;
            winners |= win[at] == 1 ? 1ul << i : 0;
            won[i] += win[at] * Bids[at];
        }
        return (winners, won);
    }

    /// <summary>The constraints of the core as they are defined: for every coalition C, the winners outside C pay at
    /// least W(C) less the winning bids inside.</summary>
    public IEnumerable<(ulong Outside, double AtLeast)> Core(ulong winners, double[] won)
    {
        for (ulong c = 0; c < 1ul << Bidders; c++)
        {
            double inside = 0;
            for (int i = 0; i < Bidders; i++)
            {
                inside += ((winners & c) >> i & 1) != 0 ? won[i] : 0;
            }
            yield return (winners & ~c, Welfare(c) - inside);
        }
    }

    public static double Sum(ulong set, double[] numbers)
    {
        double sum = 0;
        for (; set != 0; set &= set - 1)
        {
            sum += numbers[BitOperations.TrailingZeroCount(set)];
        }
        return sum;
    }

    private static string Packages(Random random, int items)
    {
        var packages = new SortedSet<string>(StringComparer.Ordinal);
        for (int k = random.Next(1, 4); k > 0; k--)
        {
            int mask = random.Next(1, 1 << items);
            packages.Add(string.Concat(Enumerable.Range(0, items).Where(j => (mask >> j & 1) != 0)
                .Select(j => (char)('A' + j))));
        }
        return string.Join(' ', packages);
    }
}
