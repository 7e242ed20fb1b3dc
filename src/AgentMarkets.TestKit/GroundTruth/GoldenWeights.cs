using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>The numbers of learners of log weights, cases f1 to f4 of docs/oscillation.md, 4. Nothing is
/// drawn.</summary>
public static class GoldenWeights
{
    private const double Six = 5e-7;

    /// <summary>f1: gaps of the average and of the last iterate.</summary>
    public static IEnumerable<GoldenNumber> RockPaperScissors()
    {
        using var field = MatrixLogWeights.RockPaperScissors();
        var run = Play(field, [0.3, 0, 0, 0, 0.2, 0], 20000);
        foreach (var (rounds, average, last) in new[]
        {
            (1000, 0.011124, 0.794157), (2000, 0.023410, 1.793700), (20000, 0.012474, 1.999973),
        })
        {
            yield return Exact("f1", $"gap of the average, T = {rounds}", average, Gap(field, run, rounds, true));
            yield return Exact("f1", $"gap of the last, T = {rounds}", last, Gap(field, run, rounds, false));
        }
    }

    /// <summary>f2: switches that come ever later, and a gap of the average that stays.</summary>
    public static IEnumerable<GoldenNumber> Shapley()
    {
        using var field = MatrixLogWeights.Shapley();
        var run = Play(field, [0.3, 0, 0, 0, 0.2, 0], 100_000);
        int[] known = [26, 94, 174, 307, 583, 1180, 2465, 5230, 11171, 23936, 51356];
        int[] switches = ModalSwitches.Of(run, 0, 3).Rounds[0];
        yield return GoldenNumber.Exact("f2", "switches", known.Length, 0, switches.Length);
        for (int k = 0; k < Math.Min(known.Length, switches.Length); k++)
        {
            yield return GoldenNumber.Exact("f2", $"round of switch {k + 1}", known[k], 0, switches[k]);
        }
        foreach (var (rounds, gap) in new[] { (1000, 0.2730), (2000, 0.2785), (20000, 0.2860), (100_000, 0.2837) })
        {
            yield return GoldenNumber.Exact("f2", $"gap of the average, T = {rounds}", gap, 5e-5,
                Gap(field, run, rounds, true));
        }
        yield return GoldenNumber.Exact("f2", "larger regret a round, T = 100000", 1.7e-4, 5e-6,
            Regrets(field, run, 3).Max());
    }

    /// <summary>f3: regrets that vanish, and a last iterate that does not settle.</summary>
    public static IEnumerable<GoldenNumber> AllPay()
    {
        using var field = MatrixLogWeights.AllPay(11);
        double[] start = new double[22];
        (start[0], start[16]) = (0.3, 0.2);
        var run = Play(field, start, 20000);
        double[] regrets = Regrets(field, run, 11);
        yield return Exact("f3", "regret a round, player 1", 0.000830, regrets[0]);
        yield return Exact("f3", "regret a round, player 2", 0.000951, regrets[1]);
        yield return Exact("f3", "gap of the average", 0.001781, Gap(field, run, 20000, true));
        yield return GoldenNumber.Exact("f3", "gap of the average less regrets", 0, 1e-12,
            Gap(field, run, 20000, true) - regrets.Sum());
        yield return Exact("f3", "gap of the last", 0.395082, Gap(field, run, 20000, false));
    }

    /// <summary>f4: two who share a table learn a first-price auction of 16 types and 17 bids.</summary>
    public static IEnumerable<GoldenNumber> SharedTable()
    {
        const int types = 16, bids = 17, all = types * bids;
        using var field = new SymmetricHedge(types, bids);
        double[] weights = new double[all], payoffs = new double[all], played = new double[all];
        var earned = new double[all];
        double own = 0;
        (int Rounds, double Regret, double Average, double Last)[] known =
            [(500, 0.001425, 0.001430, 0.000614), (4000, 0.000375, 0.000371, 0.000180)];
        for (int t = 1; t <= known[^1].Rounds; t++)
        {
            field.Expected(weights, payoffs);
            double[] table = field.Mixed(weights);
            for (int i = 0; i < all; i++)
            {
                played[i] += table[i];
                earned[i] += payoffs[i];
                own += table[i] * payoffs[i];
                weights[i] += 16 / Math.Sqrt(t) * payoffs[i];
            }
            foreach (var (rounds, regret, average, last) in known.Where(row => row.Rounds == t))
            {
                double best = earned.Chunk(bids).Sum(row => row.Max());
                yield return Exact("f4", $"regret a round, T = {t}", regret, (best - own) / types / t);
                yield return Exact("f4", $"epsilon of the average, T = {t}", average,
                    field.Loss([.. played.Select(sum => sum / rounds)]));
                yield return Exact("f4", $"epsilon of the last, T = {t}", last, field.Loss(table));
            }
        }
    }

    private static GoldenNumber Exact(string of, string what, double golden, double measured) =>
        GoldenNumber.Exact(of, what, golden, Six, measured);

    private static Trajectory Play(MatrixLogWeights field, double[] start, int rounds) =>
        Learner.Gradient(0.1).Play(field, start, rounds, null, [1]).Path;

    private static double Gap(MatrixLogWeights field, Trajectory run, int rounds, bool ofAverage)
    {
        double[] mixed = ofAverage ? WindowMean.Of(run.Part(0, rounds)) : [.. run.Round(rounds - 1)];
        var gap = new double[1];
        field.NashGap([.. mixed.Select(p => Math.Log(Math.Max(p, 1e-300)))], gap);
        return gap[0];
    }

    private static double[] Regrets(MatrixLogWeights field, Trajectory run, int actions)
    {
        int all = 2 * actions;
        var payoffs = new double[run.Rounds * all];
        field.Expected([.. run.Values.Select(p => Math.Log(Math.Max(p, 1e-300)))], payoffs);
        double[] Of(double[] values, int first) => [.. values.Where((_, i) => i % all / actions == first)];
        return [.. new[] { 0, 1 }.Select(player =>
            Regret.PerRound(Of(payoffs, player), Of(run.Values, player), actions))];
    }
}
