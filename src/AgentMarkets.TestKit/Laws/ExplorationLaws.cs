using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every learner that draws its actions around what it means to do. No other code may make
/// tensors while these laws are checked.</summary>
public static class ExplorationLaws
{
    private const int Replicas = StepLaws.Replicas, Parameters = 3, Actions = 2;

    // Games beyond these are padding.
    private static readonly int[] Counts = [32, 19, 5, 32];

    /// <summary>Checks the learners of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a learner has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null)
    {
        foreach (var (text, learner) in Pieces.Of<IExploringLearner>(catalog, examples ?? [], data: null))
        {
            Check(learner, text);
        }
    }

    /// <summary>Checks one learner.</summary>
    /// <param name="rounds">In which it must come close to what earns most.</param>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IExploringLearner learner, string? name = null, int rounds = 6000)
    {
        name ??= Piece.NameOf(learner);
        Acts(learner, name);
        StepLaws.Check((replicas, first) => new Game(learner, replicas, first), name);
        Ignores(learner, name);
        Climbs(learner, name, rounds);
    }

    private static void Acts(IExploringLearner learner, string name)
    {
        using var game = new Game(learner, Replicas, 0);
        for (int round = 1; round <= 3; round++)
        {
            float[] once = game.Act(round), twice = game.Act(round);
            Law.Equal(once, twice, name, "the same round draws the same actions");
            game.Play(round, round);
        }
    }

    private static void Ignores(IExploringLearner learner, string name) => Law.Equal(
        StepLaws.Learn((replicas, first) => new Game(learner, replicas, first), Replicas, 0),
        StepLaws.Learn((replicas, first) => new Game(learner, replicas, first, float.NaN), Replicas, 0), name,
        "what stands in the padding changes nothing");

    private static void Climbs(IExploringLearner learner, string name, int rounds)
    {
        using var game = new Game(learner, 1, 0);
        double before = game.Lost();
        game.Play(1, rounds);
        Law.Holds(game.Lost() < before / 50, name, $"it comes close to what earns most in {rounds} rounds",
            $"what the means lose went from {before:0.######} to {game.Lost():0.######}");
    }

    /// <summary>A game shows x in [0,1]; the means are theta_0 + theta_2 x and theta_1 + theta_2 x, and
    /// u = -(a_0 - 0.2 - 0.5 x)^2 - (a_1 + 0.3 - 0.5 x)^2.</summary>
    private sealed class Game : ITrial
    {
        private static readonly double[] Best = [0.2, -0.3, 0.5];

        private readonly int[] _counts;
        private readonly int _games;
        private readonly float _padding;
        private readonly Tensor _parameters, _gradient, _means, _actions, _utilities, _slope;

        public Game(IExploringLearner learner, int replicas, int first, float padding = 0)
        {
            ulong[] seeds = [.. Enumerable.Range(first, replicas).Select(r => (ulong)r)];
            Exploration = learner.Start(StreamKey.Of(seeds, new ActorId("law", 1), "actions"), Parameters, CPU);
            _counts = Counts.AsSpan(first, replicas).ToArray();
            (_games, _padding) = (_counts.Max(), padding);
            _parameters = zeros(replicas, Parameters, dtype: float32);
            _gradient = zeros(replicas, Parameters, dtype: float32);
            _means = zeros(replicas, _games, Actions, dtype: float32);
            _actions = zeros_like(_means);
            _slope = zeros_like(_means);
            _utilities = zeros(replicas, _games, dtype: float32);
        }

        public IExploration Exploration { get; }

        public Span<float> Theta => _parameters.AsSpan<float>();

        public float[] Act(long round)
        {
            using var scope = NewDisposeScope();
            Mean();
            Exploration.Act(round, _means, _actions);
            return _actions.AsSpan<float>().ToArray();
        }

        public void Play(long from, long to)
        {
            for (long round = from; round <= to; round++)
            {
                using var scope = NewDisposeScope();
                Mean();
                Exploration.Act(round, _means, _actions);
                Earn();
                Exploration.Slope(round, _means, _actions, _utilities, _counts, _slope);
                Differentiate();
                Exploration.Ascend(_parameters, _gradient);
            }
        }

        /// <summary>What the first replica's means lose against the best actions, on average.</summary>
        public double Lost()
        {
            Mean();
            double sum = 0;
            for (int b = 0; b < _counts[0]; b++)
            {
                sum += Loss(_means.AsSpan<float>().Slice(b * Actions, Actions), b);
            }
            return sum / _counts[0];
        }

        public void Save(StateWriter state) => Exploration.Save(state);

        public void Load(StateReader state) => Exploration.Load(state);

        public void Dispose()
        {
            Exploration.Dispose();
            _parameters.Dispose();
            _gradient.Dispose();
            _means.Dispose();
            _actions.Dispose();
            _slope.Dispose();
            _utilities.Dispose();
        }

        private static float Shown(int game) => game * 0.618034f % 1;

        private static double Loss(ReadOnlySpan<float> actions, int game)
        {
            double sum = 0;
            for (int a = 0; a < Actions; a++)
            {
                double apart = actions[a] - Best[a] - Best[2] * Shown(game);
                sum += apart * apart;
            }
            return sum;
        }

        private void Mean()
        {
            var theta = Theta;
            var means = _means.AsSpan<float>();
            for (int k = 0; k < means.Length; k++)
            {
                int at = k / (_games * Actions) * Parameters;
                means[k] = theta[at + k % Actions] + theta[at + 2] * Shown(k / Actions % _games);
            }
        }

        private void Earn()
        {
            var actions = _actions.AsSpan<float>();
            var utilities = _utilities.AsSpan<float>();
            for (int row = 0; row < utilities.Length; row++)
            {
                int b = row % _games;
                utilities[row] = b < _counts[row / _games]
                    ? (float)-Loss(actions.Slice(row * Actions, Actions), b)
                    : _padding;
            }
        }

        private void Differentiate()
        {
            var slopes = _slope.AsSpan<float>();
            var gradient = _gradient.AsSpan<float>();
            gradient.Clear();
            for (int k = 0; k < slopes.Length; k++)
            {
                // Over all games: the slope is 0 in the padding.
                int r = k / (_games * Actions);
                float slope = slopes[k] / _counts[r];
                gradient[r * Parameters + k % Actions] += slope;
                gradient[r * Parameters + 2] += slope * Shown(k / Actions % _games);
            }
        }
    }
}
