using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every learner of tables.</summary>
public static class TableLaws
{
    private const int Replicas = 3, Types = 4, Actions = 11, Rounds = 60, Size = Types * Actions;

    // One type never comes.
    private static readonly double[] Mass = [0.1, 0.4, 0.5, 0];

    /// <summary>Checks the learners of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a learner has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null)
    {
        foreach (var (text, learner) in Pieces.Of<ITableLearner>(catalog, examples ?? [], data: null))
        {
            Check(learner, text);
        }
    }

    /// <summary>Checks one learner.</summary>
    /// <param name="rounds">In which it must find the best actions when payoffs stay.</param>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(ITableLearner learner, string? name = null, int rounds = 1000)
    {
        name ??= Piece.NameOf(learner);
        Distributions(learner, name);
        Same(Learn(learner, Replicas, 0), Learn(learner, Replicas, 0), name, "the same input gives the same steps");
        GoesOn(learner, name);
        Alone(learner, name);
        Isolated(learner, name);
        Settles(learner, name, rounds);
    }

    /// <summary>Checks that a row's regret after T rounds is at most sqrt(ln m/(2T)) of the range of payoffs, on
    /// average and whatever they are: Cesa-Bianchi and Lugosi (2006), theorem 2.2.</summary>
    /// <exception cref="TestKitException">An adversary does more.</exception>
    public static void Regret(ITableLearner learner, string? name = null, int rounds = 500)
    {
        name ??= Piece.NameOf(learner);
        foreach (var (low, high) in new[] { (0.0, 1.0), (-3.0, 5.0) })
        {
            double[] adversaries = Regrets(learner, rounds, low, high);
            double bound = Math.Sqrt(Math.Log(Actions) / (2 * rounds)) * (high - low);
            for (int o = 0; o < Types; o++)
            {
                Law.Holds(adversaries[o] <= bound + 1e-12, name, "regret vanishes at its rate",
                    $"against adversary {o} it is {adversaries[o]:0.######} a round after {rounds}, "
                    + $"with payoffs in [{low}, {high}]; {bound:0.######} is the most");
            }
        }
    }

    /// <summary>Bit for bit.</summary>
    internal static void Same(ReadOnlySpan<double> expected, ReadOnlySpan<double> found, string name, string law)
    {
        int at = MemoryMarshal.AsBytes(expected).CommonPrefixLength(MemoryMarshal.AsBytes(found)) / sizeof(double);
        Law.Holds(at == expected.Length && at == found.Length, name, law,
            at < expected.Length && at < found.Length ? $"number {at} is {found[at]:R} instead of {expected[at]:R}"
                : $"there are {found.Length} numbers instead of {expected.Length}");
    }

    /// <summary>Of one adversary a row.</summary>
    private static double[] Regrets(ITableLearner learner, int rounds, double low, double high)
    {
        var learning = learner.Start(1, Mass, Actions, rounds, [low], [high]);
        double[] strategy = Uniform(1), payoffs = new double[Size], total = new double[Size];
        var earned = new double[Types];
        for (int round = 1; round <= rounds; round++)
        {
            for (int o = 0; o < Types; o++)
            {
                Oppose(o, round, strategy.AsSpan(o * Actions, Actions), payoffs.AsSpan(o * Actions, Actions));
            }
            for (int k = 0; k < Size; k++)
            {
                payoffs[k] = low + (high - low) * payoffs[k];
                total[k] += payoffs[k];
                earned[k / Actions] += strategy[k] * payoffs[k];
            }
            learning.Learn(round, 0, strategy, payoffs);
        }
        return [.. earned.Select((sum, o) => (total.AsSpan(o * Actions, Actions).ToArray().Max() - sum) / rounds)];
    }

    /// <summary>Payoffs in [0,1] that hurt: nothing for the likeliest action, a coin for each, all for one action and
    /// then for another, nothing for whatever is likelier than in a uniform strategy.</summary>
    private static void Oppose(int adversary, int round, Span<double> strategy, Span<double> payoffs)
    {
        new RandomStream(StreamKey.Of(7, new ActorId("law", adversary), "payoffs"), round).Uniform(payoffs);
        int likeliest = strategy.IndexOf(strategy.ToArray().Max());
        for (int a = 0; a < Actions; a++)
        {
            payoffs[a] = adversary switch
            {
                0 => a == likeliest ? 0 : 1,
                1 => payoffs[a] < 0.5 ? 0 : 1,
                2 => a == (round < 100 ? 0 : 1) ? 1 : 0,
                _ => strategy[a] > 1.0 / Actions ? 0 : 1,
            };
        }
    }

    private static void Distributions(ITableLearner learner, string name)
    {
        var learning = Start(learner, 1);
        double[] strategy = Uniform(1);
        for (int round = 1; round <= Rounds; round++)
        {
            learning.Learn(round, 0, strategy, Payoffs(0, round));
            for (int o = 0; o < Types; o++)
            {
                double[] row = strategy.AsSpan(o * Actions, Actions).ToArray();
                Law.Holds(row.All(s => s >= 0) && Math.Abs(row.Sum() - 1) <= 1e-12, name, "rows stay distributions",
                    $"in round {round} row {o} sums to {row.Sum():R} and its least is {row.Min():R}");
            }
        }
    }

    private static void GoesOn(ITableLearner learner, string name)
    {
        ITableLearning whole = Start(learner, Replicas), resumed = Start(learner, Replicas);
        double[] strategy = Uniform(Replicas);
        Play(whole, strategy, 0, 1, Rounds / 2);
        var writer = new StateWriter();
        whole.Save(writer);
        double[] copy = [.. strategy];
        resumed.Load(new StateReader(new ActorId("learner", 1), writer.Entries));
        Play(whole, strategy, 0, Rounds / 2 + 1, Rounds);
        Play(resumed, copy, 0, Rounds / 2 + 1, Rounds);
        Same(strategy, copy, name, "saved, loaded and continued is continued");
    }

    private static void Alone(ITableLearner learner, string name)
    {
        double[] together = Learn(learner, Replicas, 0);
        for (int r = 0; r < Replicas; r++)
        {
            Same(together.AsSpan(r * Size, Size), Learn(learner, 1, r), name, "a replica alone takes the same steps");
        }
    }

    private static void Isolated(ITableLearner learner, string name)
    {
        const int Broken = 1;
        double[] sound = Learn(learner, Replicas, 0), beside = Learn(learner, Replicas, 0, Broken);
        for (int r = 0; r < Replicas; r++)
        {
            if (r != Broken)
            {
                Same(sound.AsSpan(r * Size, Size), beside.AsSpan(r * Size, Size), name,
                    "a replica beside one that is not finite takes the same steps");
            }
        }
    }

    private static void Settles(ITableLearner learner, string name, int rounds)
    {
        var learning = learner.Start(1, Mass, Actions, rounds, [0], [1]);
        double[] strategy = Uniform(1), payoffs = Payoffs(0, 1);
        for (int round = 1; round <= rounds; round++)
        {
            learning.Learn(round, 0, strategy, payoffs);
        }
        double lost = 0;
        for (int k = 0; k < Size; k++)
        {
            double best = payoffs.AsSpan(k / Actions * Actions, Actions).ToArray().Max();
            lost += Mass[k / Actions] * strategy[k] * (best - payoffs[k]);
        }
        Law.Holds(lost < 0.02, name, $"it finds the best actions in {rounds} rounds when payoffs stay",
            $"it still loses {lost:0.######} of payoffs in [0, 1]");
    }

    private static double[] Learn(ITableLearner learner, int replicas, int first, int broken = -1)
    {
        double[] strategy = Uniform(replicas);
        Play(Start(learner, replicas), strategy, first, 1, Rounds, broken);
        return strategy;
    }

    private static ITableLearning Start(ITableLearner learner, int replicas) => learner.Start(replicas, Mass, Actions,
        Rounds, new double[replicas], [.. Enumerable.Repeat(1.0, replicas)]);

    private static void Play(ITableLearning learning, double[] strategy, int first, int from, int to, int broken = -1)
    {
        for (int round = from; round <= to; round++)
        {
            for (int r = 0; r < strategy.Length / Size; r++)
            {
                double[] payoffs = Payoffs(first + r, round);
                payoffs[0] = r == broken ? double.NaN : payoffs[0];
                learning.Learn(round, r, strategy.AsSpan(r * Size, Size), payoffs);
            }
        }
    }

    private static double[] Uniform(int replicas) => [.. Enumerable.Repeat(1.0 / Actions, replicas * Size)];

    // A replica's numbers come from its own stream: the first and only row of one is row r of many.
    private static double[] Payoffs(int replica, int round)
    {
        var payoffs = new double[Size];
        new RandomStream(StreamKey.Of((ulong)replica, new ActorId("law", 1), "payoffs"), round).Uniform(
            payoffs.AsSpan());
        return payoffs;
    }
}
