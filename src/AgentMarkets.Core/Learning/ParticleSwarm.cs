using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>A swarm of parameters, each drawn to the best place it has been to and to the best of all.</summary>
/// <remarks>
/// vel = w vel + c1 r1 (best_p - x_p) + c2 r2 (best - x_p), x_p += vel, with r1, r2 uniform on [0,1) for every particle
/// and parameter: Kennedy and Eberhart (1995), with the inertia of Shi and Eberhart (1998) and the constants of Clerc
/// and Kennedy (2002). What a place is worth changes when the others move, so the best places are tried anew every
/// round: the copies of a round are the P particles, then the P best places. The parameters become the best of all.
/// </remarks>
[Card("particle-swarm", "A swarm of parameters flies to the best places that its members have found.",
    "Kennedy and Eberhart (1995); Clerc and Kennedy (2002)")]
public sealed class ParticleSwarm(ParticleSwarm.Settings settings) : IPopulationLearner
{
    public sealed record Settings
    {
        [Setting("P, how many fly.", Min = 1)]
        public int Particles { get; init; } = 32;

        [Setting("w, how much of its speed a particle keeps.", Min = 0)]
        public PerReplica Inertia { get; init; } = 0.729;

        [Setting("c1, the pull of the best place that the particle itself has found.", Min = 0)]
        public PerReplica Cognitive { get; init; } = 1.494;

        [Setting("c2, the pull of the best place that any has found.", Min = 0)]
        public PerReplica Social { get; init; } = 1.494;

        [Setting("Standard deviation of the first places around the parameters; one particle starts there.", Above = 0)]
        public PerReplica Spread { get; init; } = 0.5;
    }

    public IPopulation Start(StreamKey[] keys, long parameters, Device device) =>
        new Swarm(settings, keys, (int)parameters);

    private sealed class Swarm(Settings settings, StreamKey[] keys, int parameters) : IPopulation
    {
        private readonly double[] _inertia = settings.Inertia.Expand(keys.Length);
        private readonly double[] _cognitive = settings.Cognitive.Expand(keys.Length);
        private readonly double[] _social = settings.Social.Expand(keys.Length);
        private readonly double[] _spread = settings.Spread.Expand(keys.Length);

        // [R, 2P, n]: the places, then the best ones. [R, P, n]: the velocities.
        private readonly float[] _places = new float[keys.Length * 2 * settings.Particles * parameters];
        private readonly float[] _velocities = new float[keys.Length * settings.Particles * parameters];
        private long _rounds;

        private int P => settings.Particles;

        public int Size => 2 * P;

        public void Propose(long round, Tensor parameters, Tensor copies) =>
            copies.CopyFrom<float>(_rounds > 0 ? _places : Scatter(round, parameters));

        public void Learn(long round, Tensor parameters, Tensor copies, Tensor utilities, Tensor unchanged)
        {
            copies.CopyTo(_places.AsSpan());
            int n = _velocities.Length / (keys.Length * P);
            var worth = new double[keys.Length * Size];
            utilities.CopyTo(worth.AsSpan());
            double[] draws = new double[2 * P * n];
            var leaders = new float[keys.Length * n];
            for (int r = 0; r < keys.Length; r++)
            {
                new RandomStream(keys[r], round).Uniform(draws.AsSpan());
                var places = _places.AsSpan(r * Size * n, P * n);
                var bests = _places.AsSpan((r * Size + P) * n, P * n);
                int leader = Remember(worth.AsSpan(r * Size, Size), places, bests, n);
                bests.Slice(leader * n, n).CopyTo(leaders.AsSpan(r * n));
                Fly(r, places, bests, leaders.AsSpan(r * n, n), draws);
            }
            parameters.CopyFrom<float>(leaders);
            _rounds++;
        }

        public void Save(StateWriter state)
        {
            state.Shared("particle-swarm.rounds", _rounds);
            state.Rows<float>("particle-swarm.places", _places, keys.Length);
            state.Rows<float>("particle-swarm.velocities", _velocities, keys.Length);
        }

        public void Load(StateReader state)
        {
            _rounds = state.Shared("particle-swarm.rounds");
            state.Rows("particle-swarm.places", _places.AsSpan());
            state.Rows("particle-swarm.velocities", _velocities.AsSpan());
        }

        public void Dispose()
        {
        }

        private float[] Scatter(long round, Tensor parameters)
        {
            int n = _velocities.Length / (keys.Length * P);
            var theta = new float[keys.Length * n];
            parameters.CopyTo(theta.AsSpan());
            var first = new float[_places.Length];
            // The pulls of the round take the first 2 P n draws of its stream, the places the next ones.
            var draws = new double[3 * P * n];
            for (int r = 0; r < keys.Length; r++)
            {
                NormalDraws.Fill(keys[r], round, draws);
                for (int k = 0; k < P * n; k++)
                {
                    double e = k < n ? 0 : _spread[r] * draws[2 * P * n + k];
                    float x = (float)(theta[r * n + k % n] + e);
                    first[r * Size * n + k] = first[(r * Size + P) * n + k] = x;
                }
            }
            return first;
        }

        /// <summary>Where a particle is better off than at its best place, its best place is here. Returns whose best
        /// place is the best of all, the first of equals.</summary>
        private int Remember(Span<double> worth, Span<float> places, Span<float> bests, int n)
        {
            int leader = 0;
            for (int p = 0; p < P; p++)
            {
                if (worth[p] > worth[P + p])
                {
                    worth[P + p] = worth[p];
                    places.Slice(p * n, n).CopyTo(bests.Slice(p * n, n));
                }
                leader = worth[P + p] > worth[P + leader] ? p : leader;
            }
            return leader;
        }

        private void Fly(int r, Span<float> places, Span<float> bests, Span<float> best, double[] draws)
        {
            var velocities = _velocities.AsSpan(r * places.Length, places.Length);
            var own = draws.AsSpan(0, places.Length);
            var all = draws.AsSpan(places.Length);
            for (int k = 0; k < places.Length; k++)
            {
                double x = places[k];
                double velocity = _inertia[r] * velocities[k] + _cognitive[r] * own[k] * (bests[k] - x)
                    + _social[r] * all[k] * (best[k % best.Length] - x);
                velocities[k] = (float)velocity;
                places[k] = (float)(x + velocity);
            }
        }
    }
}
