using AgentMarkets.Core.Learning;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: multiplicative weights go round in games without a stable equilibrium as is known of them. Method:
/// entropic mirror ascent, which is the same from weights of one's own; two players from log weights (0.3, 0, ...) and
/// 0.2 on the second action (the sixth in the auction), rate 0.1; records are made after each update. Numbers: two
/// programs of ours that share no code, in 64 bits.</summary>
public class MatrixGameTests
{
    private static readonly double[,] RockPaperScissors = { { 0, -1, 1 }, { 1, 0, -1 }, { -1, 1, 0 } };

    private static readonly double[,] Match = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

    // Pays the column player, whose action comes first: it wants to be one ahead.
    private static readonly double[,] OneAhead = { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 } };

    [Theory]
    [InlineData(1000, 0.011124, 0.794157)]
    [InlineData(2000, 0.023410, 1.793700)]
    [InlineData(20000, 0.012474, 1.999973)]
    public void RockPaperScissors_TurnsOutwards_WhileTheAverageIsNearTheEquilibrium(
        int rounds, double average, double last)
    {
        var play = new Play(RockPaperScissors, RockPaperScissors, 1);
        play.To(rounds);
        Assert.Equal(average, play.Gap(play.Averages[0], play.Averages[1]), 1e-6);
        Assert.Equal(last, play.Gap(play.Mixed[0], play.Mixed[1]), 1e-6);
    }

    [Fact]
    public void ShapleysGame_TurnsEverMoreSlowly()
    {
        var play = new Play(Match, OneAhead, 1);
        play.To(1000);
        Assert.Equal(0.273029, play.Gap(play.Averages[0], play.Averages[1]), 1e-6);
        play.To(20000);
        Assert.Equal([26, 94, 174, 307, 583, 1180, 2465, 5230, 11171], play.Switches);
        Assert.Equal(0.286004, play.Gap(play.Averages[0], play.Averages[1]), 1e-6);
        Assert.Equal(0.000629, play.Regret(0), 1e-6);
        Assert.Equal(0.000668, play.Regret(1), 1e-6);
    }

    [Fact]
    public void AllPayAuction_HasRegretsThatAddUpToTheGapOfTheAverage()
    {
        var payoffs = new double[11, 11];
        for (int i = 0; i < 11; i++)
        {
            for (int j = 0; j < 11; j++)
            {
                payoffs[i, j] = (i > j ? 1 : i == j ? 0.5 : 0) - i / 10.0;
            }
        }
        var play = new Play(payoffs, payoffs, 5);
        play.To(20000);
        Assert.Equal(0.000830, play.Regret(0), 1e-6);
        Assert.Equal(0.000951, play.Regret(1), 1e-6);
        Assert.Equal(0.001781, play.Gap(play.Averages[0], play.Averages[1]), 1e-6);
        Assert.Equal(0.395082, play.Gap(play.Mixed[0], play.Mixed[1]), 1e-6);
    }

    /// <summary>16 types (k + 1/2)/16, 17 bids l/32, ties split also at 0, both bidders play the same table; log
    /// weights grow by 16/sqrt(t) payoffs; x_1 is uniform.</summary>
    [Theory]
    [InlineData(500, 0.001425, 0.001430, 0.000614)]
    [InlineData(4000, 0.000375, 0.000371, 0.000180)]
    public void FirstPriceAuction_Settles(int rounds, double regret, double average, double last)
    {
        const int Types = 16, Bids = 17;
        double[] mass = [.. Enumerable.Repeat(1.0 / Types, Types)];
        var learning = LearnerLawTests.Read<ITableLearner>("dual-averaging(regularizer=entropic, rate=16, decay=0.5)")
            .Start(1, mass, Bids, rounds, [-1], [1]);
        double[] x = [.. Enumerable.Repeat(1.0 / Bids, Types * Bids)], mean = new double[x.Length];
        double[] total = new double[x.Length], c = [];
        double own = 0;
        for (int t = 1; t <= rounds; t++)
        {
            c = Payoffs(x);
            for (int k = 0; k < x.Length; k++)
            {
                (mean[k], total[k], own) = (mean[k] + x[k] / rounds, total[k] + c[k] / rounds, own + x[k] * c[k]);
            }
            if (t < rounds)
            {
                learning.Learn(t, 0, x, c);
            }
        }
        Assert.Equal(regret, Best(total) - own / rounds / Types, 1e-6);
        Assert.Equal(average, Best(Payoffs(mean)) - Inner(mean, Payoffs(mean)), 1e-6);
        Assert.Equal(last, Best(c) - Inner(x, c), 1e-6);

        static double Best(double[] c) => c.Chunk(Bids).Average(row => row.Max());

        static double Inner(double[] x, double[] c) => x.Zip(c, (s, u) => s * u).Sum() / Types;

        static double[] Payoffs(double[] x)
        {
            var c = new double[x.Length];
            double below = 0;
            for (int a = 0; a < Bids; a++)
            {
                double same = Enumerable.Range(0, Types).Sum(o => x[o * Bids + a]) / Types;
                for (int o = 0; o < Types; o++)
                {
                    c[o * Bids + a] = ((o + 0.5) / Types - a / 32.0) * (below + same / 2);
                }
                below += same;
            }
            return c;
        }
    }

    private sealed class Play
    {
        private readonly double[][,] _payoffs;
        private readonly ITableLearning[] _learnings;
        private readonly double[][] _earned;
        private readonly double[] _own = new double[2];
        private int _rounds;

        public Play(double[,] row, double[,] column, int second)
        {
            int m = row.GetLength(0);
            _payoffs = [row, column];
            var learner = LearnerLawTests.Read<ITableLearner>(
                "mirror-ascent(regularizer=entropic, rate=0.1, decay=0)");
            _learnings = [learner.Start(1, [1], m, 20000, [-1], [1]), learner.Start(1, [1], m, 20000, [-1], [1])];
            Mixed = [Softmax(m, 0, 0.3), Softmax(m, second, 0.2)];
            Averages = [new double[m], new double[m]];
            _earned = [new double[m], new double[m]];
        }

        public double[][] Mixed { get; }

        public double[][] Averages { get; }

        /// <summary>The records, from 0, in which the first player has a new favourite.</summary>
        public List<int> Switches { get; } = [];

        public void To(int rounds)
        {
            for (; _rounds < rounds; _rounds++)
            {
                int favourite = Array.IndexOf(Mixed[0], Mixed[0].Max());
                double[] u = Against(0, Mixed[1]), v = Against(1, Mixed[0]);
                _learnings[0].Learn(_rounds + 1, 0, Mixed[0], u);
                _learnings[1].Learn(_rounds + 1, 0, Mixed[1], v);
                if (_rounds > 0 && Array.IndexOf(Mixed[0], Mixed[0].Max()) != favourite)
                {
                    Switches.Add(_rounds);
                }
                Count(0);
                Count(1);
            }
        }

        public double Gap(double[] x, double[] y)
        {
            double[] u = Against(0, y), v = Against(1, x);
            return u.Max() - x.Zip(u, (s, c) => s * c).Sum() + v.Max() - y.Zip(v, (s, c) => s * c).Sum();
        }

        public double Regret(int player) => (_earned[player].Max() - _own[player]) / _rounds;

        private void Count(int player)
        {
            double[] u = Against(player, Mixed[1 - player]);
            for (int a = 0; a < u.Length; a++)
            {
                Averages[player][a] += (Mixed[player][a] - Averages[player][a]) / (_rounds + 1);
                _earned[player][a] += u[a];
                _own[player] += Mixed[player][a] * u[a];
            }
        }

        private double[] Against(int player, double[] other) => [.. Enumerable.Range(0, other.Length).Select(
            a => Enumerable.Range(0, other.Length).Sum(b => _payoffs[player][a, b] * other[b]))];

        private static double[] Softmax(int m, int at, double y)
        {
            double[] weights = [.. Enumerable.Range(0, m).Select(a => a == at ? Math.Exp(y) : 1)];
            return [.. weights.Select(w => w / weights.Sum())];
        }
    }
}
