using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every learner that moves towards its best replies.</summary>
public static class ReplyLaws
{
    private const int Replicas = 3, Knots = 9, Rounds = 30;

    /// <summary>Checks the learners of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a learner has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null)
    {
        foreach (var (text, learner) in Pieces.Of<IReplyLearner>(catalog, examples ?? [], data: null))
        {
            Check(learner, text);
        }
    }

    /// <summary>Checks one learner.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IReplyLearner learner, string? name = null)
    {
        name ??= Piece.NameOf(learner);
        Ascends(learner, name);
        TableLaws.Same(Learn(learner, Replicas, 0), Learn(learner, Replicas, 0), name,
            "the same input gives the same steps");
        GoesOn(learner, name);
        Alone(learner, name);
        Isolated(learner, name);
        Settles(learner, name);
    }

    private static void Ascends(IReplyLearner learner, string name)
    {
        var learning = learner.Start(1, Knots);
        var actions = new double[Knots];
        for (int round = 1; round <= Rounds; round++)
        {
            var (best, loss) = Replies(0, round);
            learning.Learn(0, actions, best, loss);
            for (int k = 1; k < Knots; k++)
            {
                Law.Holds(actions[k] >= actions[k - 1], name, "higher types do not act lower",
                    $"in round {round} knot {k} has {actions[k]:R} after {actions[k - 1]:R}");
            }
        }
    }

    private static void GoesOn(IReplyLearner learner, string name)
    {
        IReplyLearning whole = learner.Start(Replicas, Knots), resumed = learner.Start(Replicas, Knots);
        var actions = new double[Replicas * Knots];
        Play(whole, actions, 0, 1, Rounds / 2);
        var writer = new StateWriter();
        whole.Save(writer);
        double[] copy = [.. actions];
        resumed.Load(new StateReader(new ActorId("learner", 1), writer.Entries));
        Play(whole, actions, 0, Rounds / 2 + 1, Rounds);
        Play(resumed, copy, 0, Rounds / 2 + 1, Rounds);
        TableLaws.Same(actions, copy, name, "saved, loaded and continued is continued");
    }

    private static void Alone(IReplyLearner learner, string name)
    {
        double[] together = Learn(learner, Replicas, 0);
        for (int r = 0; r < Replicas; r++)
        {
            TableLaws.Same(together.AsSpan(r * Knots, Knots), Learn(learner, 1, r), name,
                "a replica alone takes the same steps");
        }
    }

    private static void Isolated(IReplyLearner learner, string name)
    {
        const int Broken = 1;
        double[] sound = Learn(learner, Replicas, 0), beside = Learn(learner, Replicas, 0, Broken);
        for (int r = 0; r < Replicas; r++)
        {
            if (r != Broken)
            {
                TableLaws.Same(sound.AsSpan(r * Knots, Knots), beside.AsSpan(r * Knots, Knots), name,
                    "a replica beside one that is not finite takes the same steps");
            }
        }
    }

    /// <summary>BR(b) = 0.2 + x - b/2 at type x, whose fixed point is b = (0.2 + x)/1.5.</summary>
    private static void Settles(IReplyLearner learner, string name)
    {
        var learning = learner.Start(1, Knots);
        double[] actions = new double[Knots], best = new double[Knots];
        for (int round = 1; round <= 200; round++)
        {
            double loss = 0;
            for (int k = 0; k < Knots; k++)
            {
                best[k] = 0.2 + (double)k / Knots - actions[k] / 2;
                loss += Math.Pow(best[k] - actions[k], 2) / Knots;
            }
            learning.Learn(0, actions, best, loss);
        }
        double[] rest = [.. Enumerable.Range(0, Knots).Select(k => (0.2 + (double)k / Knots) / 1.5)];
        Law.Near(rest, actions, 1e-6, name, "it settles where it is its own best reply");
    }

    private static double[] Learn(IReplyLearner learner, int replicas, int first, int broken = -1)
    {
        var actions = new double[replicas * Knots];
        Play(learner.Start(replicas, Knots), actions, first, 1, Rounds, broken);
        return actions;
    }

    private static void Play(IReplyLearning learning, double[] actions, int first, int from, int to, int broken = -1)
    {
        for (int round = from; round <= to; round++)
        {
            for (int r = 0; r < actions.Length / Knots; r++)
            {
                var (best, loss) = Replies(first + r, round);
                best[0] = r == broken ? double.NaN : best[0];
                learning.Learn(r, actions.AsSpan(r * Knots, Knots), best, r == broken ? double.NaN : loss);
            }
        }
    }

    // A replica's numbers come from its own stream: the first and only row of one is row r of many.
    private static (double[] Best, double Loss) Replies(int replica, int round)
    {
        var draws = new double[Knots + 1];
        new RandomStream(StreamKey.Of((ulong)replica, new ActorId("law", 1), "replies"), round).Uniform(
            draws.AsSpan());
        return (draws[..Knots], draws[Knots]);
    }
}
