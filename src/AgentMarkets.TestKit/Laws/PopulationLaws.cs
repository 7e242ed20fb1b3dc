using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every learner that tries changed copies of its parameters. No other code may make tensors
/// while these laws are checked.</summary>
public static class PopulationLaws
{
    private const int Replicas = StepLaws.Replicas, Parameters = ConcaveQuadratic.Parameters;

    /// <summary>Checks the learners of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a learner has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null)
    {
        foreach (var (text, learner) in Pieces.Of<IPopulationLearner>(catalog, examples ?? [], data: null))
        {
            Check(learner, text);
        }
    }

    /// <summary>Checks one learner.</summary>
    /// <param name="rounds">In which it must come close to the maximum of a concave quadratic.</param>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IPopulationLearner learner, string? name = null, int rounds = 4000)
    {
        name ??= Piece.NameOf(learner);
        Proposes(learner, name);
        StepLaws.Check((replicas, first) => new Game(learner, replicas, first), name);
        using var game = new Game(learner, 1, 0);
        game.Play(1, rounds, shifts: false);
        ConcaveQuadratic.Climbed(game.Theta, rounds, name);
    }

    /// <summary>Checks that the estimated gradient of a quadratic is the gradient, on average.</summary>
    /// <param name="learner">One whose step is its estimate: <c>optimizer=sgd, learning-rate=1</c>.</param>
    /// <exception cref="TestKitException">A component's mean over rounds is more than 4 standard errors
    /// off.</exception>
    public static void Unbiased(IPopulationLearner learner, string? name = null, int rounds = 4000)
    {
        name ??= Piece.NameOf(learner);
        double[] sum = new double[Parameters], squares = new double[Parameters];
        using var game = new Game(learner, 1, 0);
        float[] start = game.Theta.ToArray();
        for (int round = 1; round <= rounds; round++)
        {
            start.CopyTo(game.Theta);
            game.Play(round, round, shifts: false);
            for (int k = 0; k < Parameters; k++)
            {
                double g = (double)game.Theta[k] - start[k];
                sum[k] += g;
                squares[k] += g * g;
            }
        }
        for (int k = 0; k < Parameters; k++)
        {
            double mean = sum[k] / rounds, expected = ConcaveQuadratic.Slope(k, start[k]);
            double error = Math.Sqrt((squares[k] / rounds - mean * mean) / (rounds - 1));
            Law.Holds(Math.Abs(mean - expected) <= 4 * error, name, "the gradient is unbiased",
                $"component {k} is {mean:0.######} +- {error:0.######} over {rounds} rounds, "
                + $"the slope {expected:0.######}");
        }
    }

    private static void Proposes(IPopulationLearner learner, string name)
    {
        using var game = new Game(learner, Replicas, 0);
        for (int round = 1; round <= 3; round++)
        {
            float[] once = game.Propose(round), twice = game.Propose(round);
            Law.Equal(once, twice, name, "the same round proposes the same copies");
            game.Play(round, round);
        }
    }

    /// <summary>Replicas that climb a quadratic whose maximum moves, each by its own name: the first and only row of
    /// one is row r of many.</summary>
    private sealed class Game : ITrial
    {
        private readonly int _first;
        private readonly Tensor _parameters, _copies, _utilities, _unchanged;

        public Game(IPopulationLearner learner, int replicas, int first)
        {
            ulong[] seeds = [.. Enumerable.Range(first, replicas).Select(r => (ulong)r)];
            Population = learner.Start(StreamKey.Of(seeds, new ActorId("law", 1), "copies"), Parameters, CPU);
            _first = first;
            _parameters = zeros(replicas, Parameters, dtype: float32);
            _copies = zeros(replicas, Population.Size, Parameters, dtype: float32);
            _utilities = zeros(replicas, Population.Size, dtype: float64);
            _unchanged = zeros(replicas, dtype: float64);
        }

        public IPopulation Population { get; }

        public Span<float> Theta => _parameters.AsSpan<float>();

        public float[] Propose(long round)
        {
            using var scope = NewDisposeScope();
            Population.Propose(round, _parameters, _copies);
            return _copies.AsSpan<float>().ToArray();
        }

        public void Play(long from, long to) => Play(from, to, shifts: true);

        public void Play(long from, long to, bool shifts)
        {
            for (long round = from; round <= to; round++)
            {
                using var scope = NewDisposeScope();
                Population.Propose(round, _parameters, _copies);
                Earn(_parameters, _unchanged, shifts ? round : null);
                Earn(_copies, _utilities, shifts ? round : null);
                Population.Learn(round, _parameters, _copies, _utilities, _unchanged);
            }
        }

        public void Save(StateWriter state) => Population.Save(state);

        public void Load(StateReader state) => Population.Load(state);

        public void Dispose()
        {
            Population.Dispose();
            _parameters.Dispose();
            _copies.Dispose();
            _utilities.Dispose();
            _unchanged.Dispose();
        }

        private void Earn(Tensor parameters, Tensor utilities, long? round)
        {
            var rows = parameters.AsSpan<float>();
            var to = utilities.AsSpan<double>();
            int perReplica = to.Length / (int)_unchanged.shape[0];
            for (int k = 0; k < to.Length; k++)
            {
                double shift = round is { } t ? 0.1 * Math.Sin(t + 3 * (_first + k / perReplica)) : 0;
                to[k] = ConcaveQuadratic.Utility(rows.Slice(k * Parameters, Parameters), shift);
            }
        }
    }
}
