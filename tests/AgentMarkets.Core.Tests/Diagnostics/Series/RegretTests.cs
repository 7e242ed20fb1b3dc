using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

/// <summary>Multiplicative weights on small games, played here, against the numbers of docs/oscillation.md,
/// 4.</summary>
public sealed class RegretTests
{
    private static readonly double[,] RockPaperScissors = { { 0, -1, 1 }, { 1, 0, -1 }, { -1, 1, 0 } };

    // Row wants to match, column wants row + 1.
    private static readonly double[,] Matching = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    private static readonly double[,] Next = { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 } };

    [Fact]
    public void RockPaperScissorsHasVanishingRegretAndALastIterateThatDiverges()
    {
        Play play = Play.Of(RockPaperScissors, RockPaperScissors, [0.3, 0, 0], [0, 0.2, 0], 20_000);

        Assert.Equal((0.011124, 0.794157), play.Gaps(1000), Close);
        Assert.Equal((0.023410, 1.793700), play.Gaps(2000), Close);
        Assert.Equal((0.012474, 1.999973), play.Gaps(20_000), Close);
        int[] at = play.Switches.Rounds[0];
        Assert.Equal([15, 51, 77, 124, 160, 187, 234, 268, 298, 345, 375, 409], at[..12]);
        int[] dwell = [.. at.Skip(1).Select((t, i) => t - at[i])];
        Assert.Equal([295, 291, 296, 300], dwell[^4..]);
        Assert.InRange(play.Switches.DwellRatio!.Value, 0.9, 1.1);
    }

    [Fact]
    public void ShapleysGameSwitchesEverMoreSlowly()
    {
        Play play = Play.Of(Matching, Next, [0.3, 0, 0], [0, 0.2, 0], 100_000);

        Assert.Equal([26, 94, 174, 307, 583, 1180, 2465, 5230, 11171, 23936, 51356], play.Switches.Rounds[0]);
        // s^3 = s^2 + 1; the geometric mean of the last two growths, 2.1486 and 2.1481.
        double s = 1.4655712318767680;
        Assert.Equal(s * s * s, s * s + 1, 1e-12);
        Assert.Equal(2.147899, s * s, 1e-6);
        Assert.Equal(s * s, play.Switches.DwellRatio!.Value, 1e-3);
        Assert.Equal(11, play.Switches.Count);
        Assert.Equal(0.2730, play.Gaps(1000).Average, 5e-5);
        Assert.Equal(0.2785, play.Gaps(2000).Average, 5e-5);
        Assert.Equal(0.2860, play.Gaps(20_000).Average, 5e-5);
        Assert.Equal(0.2837, play.Gaps(100_000).Average, 5e-5);
        Assert.Equal(1.7e-4, play.Regrets(100_000).Row, 1e-5);
    }

    [Fact]
    public void TheLastThousandRoundsOfShapleysGameHideItsCycle()
    {
        Play play = Play.Of(Matching, Next, [0.3, 0, 0], [0, 0.2, 0], 23_000);

        Trajectory window = play.Path.Part(22_000, 1000);
        Assert.Equal(0, ModalSwitches.Of(window, 0, 3).Count);
        Assert.InRange(Movement.Of(window)[0], 0, 1e-6);
        Assert.Equal(9, play.Switches.Count);
        Assert.True(play.Gaps(23_000).Last > 0.5);
    }

    [Fact]
    public void InTheAllPayAuctionTheGapOfTheAverageIsTheSumOfTheRegrets()
    {
        var pay = new double[11, 11];
        for (int own = 0; own < 11; own++)
        {
            for (int rival = 0; rival < 11; rival++)
            {
                pay[own, rival] = (own > rival ? 1 : own == rival ? 0.5 : 0) - own / 10.0;
            }
        }
        double[] row = [0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], column = [0, 0, 0, 0, 0, 0.2, 0, 0, 0, 0, 0];
        Play play = Play.Of(pay, pay, row, column, 20_000);

        (double first, double second) = play.Regrets(20_000);
        Assert.Equal(0.000830, first, 5e-7);
        Assert.Equal(0.000951, second, 5e-7);
        Assert.Equal((0.001781, 0.395082), play.Gaps(20_000), Close);
        Assert.Equal(first + second, play.Gaps(20_000).Average, 1e-12);
        // Uniform on the ten lowest bids pays 0.05 and is an equilibrium.
        double[] uniform = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0];
        double[] payoffs = [.. Enumerable.Range(0, 11).Select(b =>
            Enumerable.Range(0, 11).Sum(rival => pay[b, rival] * uniform[rival]))];
        Assert.Equal(0.05, payoffs.Max(), 1e-12);
        Assert.Equal(0, Regret.Gain(payoffs, uniform), 1e-12);
    }

    [Theory]
    [InlineData(500, 0.001425, 0.001430, 0.000614)]
    [InlineData(4000, 0.000375, 0.000371, 0.000180)]
    public void InTheFirstPriceAuctionTheLastIterateBeatsTheAverage(
        int rounds, double regret, double average, double last)
    {
        (double r, double a, double l) = Auction(rounds);

        Assert.Equal(regret, r, 5e-7);
        Assert.Equal(average, a, 5e-7);
        Assert.Equal(last, l, 5e-7);
    }

    [Fact]
    public void MediansOverReplicasAndTooFewSwitches()
    {
        // Replica 0 never switches, replica 1 at 4, 6, 9, 13, 20.
        int[] at = [4, 6, 9, 13, 20];
        Trajectory path = Paths.Of(30, 2, 2, (t, r, k) => r == 1 && at.Count(s => s <= t) % 2 == 1 ? k : 1 - k);
        ModalSwitches switches = ModalSwitches.Of(path, 0, 2);

        Assert.Equal(at, switches.Rounds[1]);
        Assert.Equal(2.5, switches.Count);
        Assert.Equal((0, 5), switches.CountRange);
        Assert.Equal(Math.Sqrt(7.0 / 3), switches.DwellRatio!.Value, 1e-12);
        Assert.Null(ModalSwitches.Of(path.Part(0, 20), 0, 2).DwellRatio);
    }

    private static bool Close((double Average, double Last) a, (double Average, double Last) b) =>
        Math.Abs(a.Average - b.Average) < 5.1e-7 && Math.Abs(a.Last - b.Last) < 5.1e-7;

    /// <summary>16 types (k + 1/2)/16 and 17 bids l/32, ties split: regret, loss of the average and of the last
    /// strategy, means over types, under Hedge with steps 16/sqrt(t).</summary>
    private static (double Regret, double Average, double Last) Auction(int rounds)
    {
        const int Types = 16, Bids = 17;
        double[][] weights = [.. Enumerable.Range(0, Types).Select(_ => new double[Bids])];
        double[][] mean = [.. weights.Select(w => new double[Bids])], payoffs = [], mixed = [];
        double[][] paid = [.. weights.Select(_ => new double[rounds * Bids])];
        double[][] played = [.. weights.Select(_ => new double[rounds * Bids])];
        for (int t = 0; t < rounds; t++)
        {
            mixed = [.. weights.Select(Play.Softmax)];
            payoffs = Payoffs(mixed);
            for (int k = 0; k < Types; k++)
            {
                payoffs[k].CopyTo(paid[k], t * Bids);
                mixed[k].CopyTo(played[k], t * Bids);
                for (int b = 0; b < Bids; b++)
                {
                    weights[k][b] += 16 / Math.Sqrt(t + 1) * payoffs[k][b];
                }
            }
        }
        for (int k = 0; k < Types; k++)
        {
            mean[k] = Regret.Average(played[k], Bids, rounds);
        }
        double[][] against = Payoffs(mean);
        return (
            Enumerable.Range(0, Types).Average(k => Regret.PerRound(paid[k], played[k], Bids)),
            Enumerable.Range(0, Types).Average(k => Regret.Gain(against[k], mean[k])),
            Enumerable.Range(0, Types).Average(k => Regret.Gain(payoffs[k], mixed[k])));

        static double[][] Payoffs(double[][] mixed)
        {
            double[] bids = [.. Enumerable.Range(0, Bids).Select(b => mixed.Average(m => m[b]))];
            double below = 0;
            var wins = new double[Bids];
            for (int b = 0; b < Bids; b++)
            {
                wins[b] = below + bids[b] / 2;
                below += bids[b];
            }
            return [.. Enumerable.Range(0, Types).Select(k =>
                wins.Select((win, b) => ((k + 0.5) / Types - b / 32.0) * win).ToArray())];
        }
    }

    /// <summary>Two players with log weights, step 0.1; both update, then both are recorded.</summary>
    private sealed record Play(double[,] RowPays, double[,] ColumnPays, Trajectory Path)
    {
        private int Actions => RowPays.GetLength(0);

        public ModalSwitches Switches => ModalSwitches.Of(Path, 0, Actions);

        public static Play Of(double[,] rowPays, double[,] columnPays, double[] row, double[] column, int rounds)
        {
            int n = row.Length;
            var path = new Trajectory(rounds, 1, 2 * n);
            double[] x = Softmax(row), y = Softmax(column);
            for (int t = 0; t < rounds; t++)
            {
                (double[] u, double[] v) = (Times(rowPays, y), Times(columnPays, x));
                for (int a = 0; a < n; a++)
                {
                    row[a] += 0.1 * u[a];
                    column[a] += 0.1 * v[a];
                }
                (x, y) = (Softmax(row), Softmax(column));
                x.CopyTo(path.Round(t));
                y.CopyTo(path.Round(t)[n..]);
            }
            return new Play(rowPays, columnPays, path);
        }

        public (double Average, double Last) Gaps(int rounds)
        {
            double[] mean = WindowMean.Of(Path.Part(0, rounds)), last = Path.Round(rounds - 1).ToArray();
            return (Gap(mean), Gap(last));
        }

        public (double Row, double Column) Regrets(int rounds)
        {
            double[] x = Of(0, rounds), y = Of(Actions, rounds), u = new double[x.Length], v = new double[x.Length];
            for (int t = 0; t < x.Length; t += Actions)
            {
                Times(RowPays, y[t..(t + Actions)]).CopyTo(u, t);
                Times(ColumnPays, x[t..(t + Actions)]).CopyTo(v, t);
            }
            return (Regret.PerRound(u, x, Actions), Regret.PerRound(v, y, Actions));
        }

        public static double[] Softmax(double[] logs)
        {
            double top = logs.Max();
            double[] weights = [.. logs.Select(y => Math.Exp(y - top))];
            double sum = weights.Sum();
            return [.. weights.Select(w => w / sum)];
        }

        private double[] Of(int first, int rounds)
        {
            var all = new double[rounds * Actions];
            for (int t = 0; t < rounds; t++)
            {
                Path.Round(t).Slice(first, Actions).CopyTo(all.AsSpan(t * Actions));
            }
            return all;
        }

        private double Gap(double[] both)
        {
            double[] x = both[..Actions], y = both[Actions..];
            return Regret.Gain(Times(RowPays, y), x) + Regret.Gain(Times(ColumnPays, x), y);
        }

        private static double[] Times(double[,] pays, double[] against)
        {
            var result = new double[pays.GetLength(0)];
            for (int a = 0; a < result.Length; a++)
            {
                for (int b = 0; b < against.Length; b++)
                {
                    result[a] += pays[a, b] * against[b];
                }
            }
            return result;
        }
    }
}
