using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: learners that try copies try those of their sources, and step as these say. Method: the formulas in
/// 64 bits beside the learners; utilities that are jagged, since none needs a slope.</summary>
[Collection("live tensors")]
public class EvolutionTests
{
    private static readonly StreamKey[] Keys = StreamKey.Of([1, 2], new ActorId("test", 1), "copies");

    [Fact]
    public void NormalDraws_AreThoseOfTheInverseDistributionFunction()
    {
        // Draws, and quantiles of a normal by another program; draws stand for the middle of their interval.
        double[] uniform = [0, 1.1102230246251565e-16, 9.094947017729282e-13, 1.4551915228366852e-11,
            9.313225746154785e-10, 1.0000000000287557e-06, 0.0010000000000000009, 0.050000000000000044,
            0.07499999999999907, 0.07499999999999996, 0.19999999999999996, 0.4];
        double[] normal = [-8.292361075813595, -8.160707840858583, -7.047691761383189, -6.651034818517204,
            -6.009353555866608, -4.75342430880587, -3.090232306167797, -1.6448536269514715, -1.439531470938462,
            -1.4395314709384557, -0.8416212335729142, -0.2533471031357996];
        double[] above = [.. uniform.Select(u => 1 - u - 1.0 / (1L << 53))];
        double[] below = [.. uniform];
        NormalDraws.Transform(below);
        NormalDraws.Transform(above);
        for (int k = 0; k < normal.Length; k++)
        {
            Assert.Equal(normal[k], below[k], 4e-15 * Math.Abs(normal[k]));
            Assert.Equal(-below[k], above[k], 1e-14);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.05, false)]
    [InlineData(0.05, true)]
    public void Copies_AreNormalAroundTheParameters(double? deviation, bool antithetic)
    {
        const int Size = 4000, N = 4;
        var learner = new Evolution(new Evolution.Settings
        {
            Population = Size,
            Deviation = deviation is { } s ? new PerReplica(s, 2 * s) : null,
            Antithetic = antithetic,
        });
        using var scope = torch.NewDisposeScope();
        using var population = learner.Start(Keys, N, torch.CPU);
        var (parameters, copies) = (torch.zeros(2, N), torch.zeros(2, Size, N));
        parameters.AsSpan<float>()[0] = 3;
        population.Propose(1, parameters, copies);
        for (int r = 0; r < 2; r++)
        {
            // By default 1 by the number of parameters.
            double sd = deviation * (r + 1) ?? 1.0 / N;
            double[] e = [.. copies.AsSpan<float>().Slice(r * Size * N, Size * N).ToArray().Select(
                (x, k) => (x - (r == 0 && k % N == 0 ? 3 : 0)) / sd)];
            // 4 standard errors of the mean, the second and the fourth moment.
            Assert.Equal(0, e.Average(), 4 / Math.Sqrt(e.Length));
            Assert.Equal(1, e.Average(x => x * x), 4 * Math.Sqrt(4.0 / e.Length));
            Assert.Equal(3, e.Average(x => x * x * x * x), 4 * Math.Sqrt(2 * 96.0 / e.Length));
            bool mirrored = Enumerable.Range(0, e.Length / 2).All(k => Math.Abs(e[k] + e[k + e.Length / 2]) < 1e-5);
            Assert.Equal(antithetic, mirrored);
        }
    }

    [Fact]
    public void EvolutionsStep_IsTheWeightedMeanOfTheChanges()
    {
        const int Size = 6, N = 3;
        double[] rates = [1, 0.5], deviations = [0.1, 0.3];
        var learner = new Evolution(new Evolution.Settings
        {
            Population = Size,
            Deviation = new PerReplica(deviations),
            Optimizer = OptimizerRule.Sgd,
            LearningRate = new PerReplica(rates),
        });
        using var scope = torch.NewDisposeScope();
        using var population = learner.Start(Keys, N, torch.CPU);
        var (parameters, copies) = (torch.zeros(2, N), torch.zeros(2, Size, N));
        var utilities = torch.zeros(2, Size, dtype: torch.float64);
        var unchanged = torch.zeros(2, dtype: torch.float64);
        population.Propose(7, parameters, copies);
        for (int p = 0; p < 2 * Size; p++)
        {
            utilities.AsSpan<double>()[p] = Jagged(copies.AsSpan<float>().Slice(p * N, N));
        }
        unchanged.AsSpan<double>()[1] = 0.25;
        float[] tried = copies.AsSpan<float>().ToArray();
        population.Learn(7, parameters, copies, utilities, unchanged);
        for (int k = 0; k < 2 * N; k++)
        {
            int r = k / N;
            double sum = Enumerable.Range(0, Size).Sum(p => tried[(r * Size + p) * N + k % N]
                * (Jagged(tried.AsSpan((r * Size + p) * N, N)) - (r == 1 ? 0.25 : 0)));
            double expected = rates[r] * sum / (Size * deviations[r] * deviations[r]);
            Assert.Equal(expected, parameters.AsSpan<float>()[k], 1e-6 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void Swarm_FliesByItsRule_AndTheParametersAreTheBestPlaceOfTheRound()
    {
        const int P = 5, N = 2, Rounds = 12;
        var learner = new ParticleSwarm(new ParticleSwarm.Settings { Particles = P });
        using var scope = torch.NewDisposeScope();
        using var population = learner.Start(Keys, N, torch.CPU);
        var (parameters, copies) = (torch.zeros(2, N), torch.zeros(2, 2 * P, N));
        var utilities = torch.zeros(2, 2 * P, dtype: torch.float64);
        var unchanged = torch.zeros(2, dtype: torch.float64);
        float[]? before = null;
        double[] velocities = new double[2 * P * N];
        for (int round = 1; round <= Rounds; round++)
        {
            population.Propose(round, parameters, copies);
            float[] tried = copies.AsSpan<float>().ToArray();
            for (int r = 0; r < 2; r++)
            {
                var draws = new double[2 * P * N];
                new RandomStream(Keys[r], round - 1).Uniform(draws.AsSpan());
                for (int k = 0; before is not null && k < P * N; k++)
                {
                    // tried holds the places of this round, and the best places after the round before.
                    float x = before[r * 2 * P * N + k], own = tried[(r * 2 + 1) * P * N + k];
                    double v = velocities[r * P * N + k] = 0.729 * velocities[r * P * N + k]
                        + 1.494 * draws[k] * (own - x)
                        + 1.494 * draws[P * N + k] * (parameters.AsSpan<float>()[r * N + k % N] - x);
                    Assert.Equal(x + v, tried[r * 2 * P * N + k], 1e-5);
                }
            }
            // The game moves: what was best is not for ever.
            double[] worth = [.. Enumerable.Range(0, 4 * P).Select(
                p => Jagged(tried.AsSpan(p * N, N)) - round * tried[p * N])];
            worth.CopyTo(utilities.AsSpan<double>());
            population.Learn(round, parameters, copies, utilities, unchanged);
            for (int r = 0; r < 2; r++)
            {
                double best = worth.AsSpan(r * 2 * P, 2 * P).ToArray().Max();
                var theta = parameters.AsSpan<float>().Slice(r * N, N);
                Assert.Equal(best, Jagged(theta) - round * theta[0]);
            }
            before = tried;
        }
    }

    [Fact]
    public void OddPopulations_CannotComeInPairs()
    {
        var exception = Assert.Throws<ConfigurationException>(
            () => LearnerLawTests.Read<IPopulationLearner>("evolution(population=5, antithetic=true)"));
        Assert.Contains("must be even", exception.Message);
    }

    private static double Jagged(ReadOnlySpan<float> theta)
    {
        double sum = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            sum += Math.Floor(20 * Math.Sin(5 * theta[k] + k)) / 20;
        }
        return sum;
    }
}
