using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.TestKit.Laws;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Tests that count live tensors, and so may not run beside others.</summary>
[CollectionDefinition("live tensors", DisableParallelization = true)]
public sealed class LiveTensors;

/// <summary>Goal: each rule is the one of its source. Method: the formula in 64 bits beside the learner.</summary>
[Collection("live tensors")]
public class GradientTests
{
    private static readonly double[] Rates = [0.01, 0.1, 0.5];

    [Theory]
    [InlineData(OptimizerRule.Sgd)]
    [InlineData(OptimizerRule.Momentum)]
    [InlineData(OptimizerRule.Adam)]
    public void Steps_AreThoseOfTheSource_WithARateAReplica(OptimizerRule rule)
    {
        double[] momenta = [0.9, 0.5, 0];
        var learner = new Gradient(new Gradient.Settings
        {
            Optimizer = rule,
            LearningRate = new PerReplica(Rates),
            Momentum = new PerReplica(momenta),
        });
        using var learning = learner.Start(Rates.Length, 2, torch.CPU);
        using var parameters = torch.zeros(Rates.Length, 2);
        var expected = new double[Rates.Length * 2];
        var (first, second) = (new double[expected.Length], new double[expected.Length]);
        for (int t = 1; t <= 50; t++)
        {
            using var gradient = torch.zeros(Rates.Length, 2);
            for (int k = 0; k < expected.Length; k++)
            {
                // A gradient that turns and shrinks, and never quite vanishes.
                double g = gradient.AsSpan<float>()[k] = (float)(Math.Cos(t * (k + 1)) / t + 0.1);
                double eta = Rates[k / 2], mu = rule == OptimizerRule.Sgd ? 0 : momenta[k / 2];
                if (rule == OptimizerRule.Adam)
                {
                    first[k] = 0.9 * first[k] + 0.1 * g;
                    second[k] = 0.999 * second[k] + 0.001 * g * g;
                    double m = first[k] / (1 - Math.Pow(0.9, t)), v = second[k] / (1 - Math.Pow(0.999, t));
                    expected[k] += eta * m / (Math.Sqrt(v) + 1e-8);
                }
                else
                {
                    first[k] = mu * first[k] + g;
                    expected[k] += eta * first[k];
                }
            }
            learning.Ascend(parameters, gradient);
        }
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], parameters.AsSpan<float>()[k], 1e-5 * (1 + Math.Abs(expected[k])));
        }
    }

    [Theory]
    [InlineData("gradient")]
    [InlineData("gradient(optimizer=sgd)")]
    [InlineData("gradient(optimizer=momentum)")]
    public void Rules_KeepTheLawsOfLearners(string text)
    {
        var problems = new Problems("test");
        var catalog = Core.Catalog.Catalog.Scan([typeof(ILearner).Assembly]);
        LearnerLaws.Check(new Binder(catalog, problems).ReadPiece<IGradientLearner>(text, "learner")!, text);
        Assert.False(problems.Any);
    }
}
