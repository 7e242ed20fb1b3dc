using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: learners turn around an equilibrium as their analysis says. Method: u_1 = xy, u_2 = -xy from (1, 0),
/// both at once; by linearity every step turns by the same angle and shrinks by the same factor |z|, once what is left
/// of the start has died out.</summary>
public class RotationTests
{
    [Theory]
    // |z| = sqrt(1 + eta^2): simultaneous steps turn outwards.
    [InlineData("gradient(optimizer=sgd, learning-rate=0.05)", 1, 1.00124922, 125.76836)]
    // |z| = sqrt(1 - eta^2 + eta^4), in steps of two rounds.
    [InlineData("extra-gradient(learning-rate=0.3)", 2, 0.95817535, 19.73051)]
    [InlineData("optimistic(learning-rate=0.3)", 1, 0.94868330, 19.52813)]
    public void FactorAndPeriod_AreThoseOfTheLinearMap(string text, int roundsAStep, double factor, double period)
    {
        var learner = LearnerLawTests.Read<IGradientLearner>(text);
        using ILearning first = learner.Start(1, 1, torch.CPU), second = learner.Start(1, 1, torch.CPU);
        using torch.Tensor x = torch.ones(1, 1), y = torch.zeros(1, 1);
        const int From = 60, Steps = 240;
        double radius = 0, angle = 0, turned = 0;
        for (int step = 1; step <= From + Steps; step++)
        {
            for (int round = 0; round < roundsAStep; round++)
            {
                using torch.Tensor dx = y.clone(), dy = -x;
                using var scope = torch.NewDisposeScope();
                first.Ascend(x, dx);
                second.Ascend(y, dy);
            }
            double toX = x.AsSpan<float>()[0], toY = y.AsSpan<float>()[0], at = Math.Atan2(toY, toX);
            if (step > From)
            {
                turned += Math.IEEERemainder(at - angle, 2 * Math.PI);
            }
            angle = at;
            if (step == From)
            {
                radius = Math.Sqrt(toX * toX + toY * toY);
            }
            if (step == From + Steps)
            {
                radius = Math.Sqrt(toX * toX + toY * toY) / radius;
            }
        }
        Assert.Equal(factor, Math.Pow(radius, 1.0 / Steps), 2e-6);
        Assert.Equal(period, 2 * Math.PI * Steps / Math.Abs(turned), 1e-4 * period);
    }

    [Fact]
    public void OptimisticSteps_AreThoseOfTheSource_WithARateAReplica()
    {
        double[] rates = [0.1, 0.5];
        var learner = new Optimistic(new Optimistic.Settings { LearningRate = new PerReplica(rates) });
        using var learning = learner.Start(2, 2, torch.CPU);
        using var parameters = torch.zeros(2, 2);
        double[] expected = new double[4], last = new double[4];
        for (int t = 1; t <= 20; t++)
        {
            using var gradient = torch.zeros(2, 2);
            using var scope = torch.NewDisposeScope();
            for (int k = 0; k < 4; k++)
            {
                double g = gradient.AsSpan<float>()[k] = (float)Math.Cos(t * (k + 1));
                expected[k] += rates[k / 2] * (t == 1 ? g : 2 * g - last[k]);
                last[k] = g;
            }
            learning.Ascend(parameters, gradient);
        }
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(expected[k], parameters.AsSpan<float>()[k], 1e-5);
        }
    }
}
