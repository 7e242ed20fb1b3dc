using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every learner that follows a gradient. No other code may make tensors while these laws are
/// checked.</summary>
public static class LearnerLaws
{
    private const int Replicas = 4, Parameters = ConcaveQuadratic.Parameters;

    /// <summary>Checks the learners of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a learner has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null)
    {
        foreach (var (text, learner) in Pieces.Of<IGradientLearner>(catalog, examples ?? [], data: null))
        {
            Check(learner, text);
        }
    }

    /// <summary>Checks one learner.</summary>
    /// <param name="rounds">In which it must come close to the maximum of a concave quadratic.</param>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IGradientLearner learner, string? name = null, int rounds = 2000)
    {
        name ??= Piece.NameOf(learner);
        Repeats(learner, name);
        GoesOn(learner, name);
        LeavesNothing(learner, name);
        Alone(learner, name);
        Isolated(learner, name);
        Climbs(learner, name, rounds);
    }

    private static void Repeats(IGradientLearner learner, string name) => Law.Equal(
        Learn(learner, Replicas, 0, 20), Learn(learner, Replicas, 0, 20), name, "the same input gives the same steps");

    private static void GoesOn(IGradientLearner learner, string name)
    {
        using var scope = NewDisposeScope();
        using var whole = learner.Start(Replicas, Parameters, CPU);
        var parameters = Start(Replicas, 0);
        Steps(whole, parameters, 0, 1, 10);
        var writer = new StateWriter();
        whole.Save(writer);
        var copy = parameters.clone();
        using var resumed = learner.Start(Replicas, Parameters, CPU);
        resumed.Load(new StateReader(new ActorId("learner", 1), writer.Entries));
        Steps(whole, parameters, 0, 11, 20);
        Steps(resumed, copy, 0, 11, 20);
        Law.Equal(parameters.AsSpan<float>(), copy.AsSpan<float>(), name, "saved, loaded and continued is continued");
    }

    private static void LeavesNothing(IGradientLearner learner, string name)
    {
        long before = Law.LiveTensors();
        using (var parameters = Start(Replicas, 0))
        {
            using (var learning = learner.Start(Replicas, Parameters, CPU))
            {
                Steps(learning, parameters, 0, 1, 1);
                long after = Tensor.TotalCount;
                Steps(learning, parameters, 0, 2, 20);
                Law.Holds(Tensor.TotalCount == after, name, "a step's tensors die with the step",
                    $"{Tensor.TotalCount - after} more live after 19 more steps");
            }
        }
        Law.Holds(Tensor.TotalCount == before, name, "no tensor outlives a disposed learner",
            $"{Tensor.TotalCount - before} are still alive");
    }

    private static void Alone(IGradientLearner learner, string name)
    {
        float[] together = Learn(learner, Replicas, 0, 20);
        for (int r = 0; r < Replicas; r++)
        {
            Law.Equal(Learn(learner, 1, r, 20), together.AsSpan(r * Parameters, Parameters), name,
                "a replica alone takes the same steps");
        }
    }

    private static void Isolated(IGradientLearner learner, string name)
    {
        const int Broken = 1;
        float[] sound = Learn(learner, Replicas, 0, 20);
        float[] beside = Learn(learner, Replicas, 0, 20, Broken);
        for (int r = 0; r < Replicas; r++)
        {
            if (r != Broken)
            {
                Law.Equal(sound.AsSpan(r * Parameters, Parameters), beside.AsSpan(r * Parameters, Parameters), name,
                    "a replica beside one that is not finite takes the same steps");
            }
        }
    }

    private static void Climbs(IGradientLearner learner, string name, int rounds)
    {
        using var parameters = zeros(1, Parameters, dtype: float32);
        using var gradient = zeros(1, Parameters, dtype: float32);
        using var learning = learner.Start(1, Parameters, CPU);
        for (int round = 0; round < rounds; round++)
        {
            for (int k = 0; k < Parameters; k++)
            {
                gradient.AsSpan<float>()[k] = (float)ConcaveQuadratic.Slope(k, parameters.AsSpan<float>()[k]);
            }
            using var scope = NewDisposeScope();
            learning.Ascend(parameters, gradient);
        }
        ConcaveQuadratic.Climbed(parameters.AsSpan<float>(), rounds, name);
    }

    private static float[] Learn(IGradientLearner learner, int replicas, int first, int steps, int broken = -1)
    {
        using var scope = NewDisposeScope();
        using var learning = learner.Start(replicas, Parameters, CPU);
        var parameters = Start(replicas, first);
        if (broken >= 0)
        {
            parameters.AsSpan<float>()[broken * Parameters] = float.NaN;
        }
        Steps(learning, parameters, first, 1, steps);
        return parameters.AsSpan<float>().ToArray();
    }

    private static Tensor Start(int replicas, int first)
    {
        var parameters = zeros(replicas, Parameters, dtype: float32);
        Fill(parameters, first, round: 0);
        return parameters;
    }

    private static void Steps(ILearning learning, Tensor parameters, int first, long from, long to)
    {
        for (long round = from; round <= to; round++)
        {
            using var scope = NewDisposeScope();
            var gradient = zeros(parameters.shape[0], Parameters, dtype: float32);
            Fill(gradient, first, round);
            learning.Ascend(parameters, gradient);
        }
    }

    // A replica's numbers come from its own stream: the first and only row of one is row r of many.
    private static void Fill(Tensor tensor, int first, long round)
    {
        var numbers = tensor.AsSpan<float>();
        for (int r = 0; r < tensor.shape[0]; r++)
        {
            var row = numbers.Slice(r * Parameters, Parameters);
            new RandomStream(StreamKey.Of((ulong)(first + r), new ActorId("law", 1), "gradient"), round).Uniform(row);
            for (int k = 0; k < row.Length; k++)
            {
                row[k] -= 0.5f;
            }
        }
    }
}
