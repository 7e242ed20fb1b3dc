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
    private const int Parameters = ConcaveQuadratic.Parameters;

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
        StepLaws.Check((replicas, first) => new Trial(learner, replicas, first), name);
        Climbs(learner, name, rounds);
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

    /// <summary>Gradients of chance. A replica's come from its own stream: the first and only row of one is row r of
    /// many.</summary>
    private sealed class Trial : ITrial
    {
        private readonly int _first;
        private readonly Tensor _parameters;
        private readonly ILearning _learning;

        public Trial(IGradientLearner learner, int replicas, int first)
        {
            _first = first;
            _parameters = zeros(replicas, Parameters, dtype: float32);
            Fill(_parameters, round: 0);
            _learning = learner.Start(replicas, Parameters, CPU);
        }

        public Span<float> Theta => _parameters.AsSpan<float>();

        public void Play(long from, long to)
        {
            for (long round = from; round <= to; round++)
            {
                using var scope = NewDisposeScope();
                var gradient = zeros_like(_parameters);
                Fill(gradient, round);
                _learning.Ascend(_parameters, gradient);
            }
        }

        public void Save(StateWriter state) => _learning.Save(state);

        public void Load(StateReader state) => _learning.Load(state);

        public void Dispose()
        {
            _learning.Dispose();
            _parameters.Dispose();
        }

        private void Fill(Tensor tensor, long round)
        {
            var numbers = tensor.AsSpan<float>();
            for (int r = 0; r < tensor.shape[0]; r++)
            {
                var row = numbers.Slice(r * Parameters, Parameters);
                var key = StreamKey.Of((ulong)(_first + r), new ActorId("law", 1), "gradient");
                new RandomStream(key, round).Uniform(row);
                for (int k = 0; k < row.Length; k++)
                {
                    row[k] -= 0.5f;
                }
            }
        }
    }
}
