using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class JacobianTests
{
    [Fact]
    public void Differences_AreTheClosedFormToNineDigits()
    {
        const double V1 = 9, V2 = 2, X1 = 0.7, X2 = 0.3;
        double cube = Math.Pow(X1 + X2, 3);
        var j = Jacobian.Of(new TullockContest(V1, V2), [X1, X2]);
        Rules.Close(-2 * V1 * X2 / cube, j[0, 0], 1e-9);
        Rules.Close(V1 * (X1 - X2) / cube, j[0, 1], 1e-9);
        Rules.Close(V2 * (X2 - X1) / cube, j[1, 0], 1e-9);
        Rules.Close(-2 * V2 * X1 / cube, j[1, 1], 1e-9);
    }

    [Fact]
    public void Product_IsTheMatrixTimesTheDirection()
    {
        var field = new RingContest(5, 8);
        double[] point = [-2, -3, -1, -2.5, -2.2], direction = [1, -20, 3, 0, 7];
        var expected = Jacobian.Of(field, point) * Vector<double>.Build.Dense(direction);
        Assert.Equal(expected, Jacobian.Times(field, point, direction), new Near(1e-9));
        Assert.All(Jacobian.Times(field, point, new double[5]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void ObservedProbabilities_ChangeAsSoftmaxDoes()
    {
        using var field = MatrixLogWeights.RockPaperScissors();
        var h = Jacobian.OfObserved(field, [0, 0, 0, 0, 0, 0]);
        Assert.Equal(2.0 / 9, h[0, 0], 1e-10);
        Assert.Equal(-1.0 / 9, h[0, 1], 1e-10);
        Assert.Equal(0, h[0, 4], 1e-10);
    }

    [Fact]
    public void SingularJacobian_IsSteppedOverByLeastSquares()
    {
        using var field = MatrixLogWeights.RockPaperScissors();
        var found = FixedPoint.Find(field, [0.3, 0, 0, 0, 0.2, 0]);
        Assert.True(found.Landed);
        var mixed = new double[6];
        field.Observe(found.Point, mixed);
        Assert.All(mixed, x => Assert.Equal(1.0 / 3, x, 1e-9));
        // The shortest step leaves the sum of the weights alone.
        Assert.Equal(0.3, found.Point[..3].Sum(), 1e-6);
    }

    [Fact]
    public void GradientsThatNeverVanish_AreNotLandedOn()
    {
        // Payoffs sum to 1 for each player: the gradients of log weights cannot vanish.
        using var field = MatrixLogWeights.Shapley();
        var found = FixedPoint.Find(field, [0.3, 0, 0, 0, 0.2, 0]);
        Assert.False(found.Landed);
        Assert.InRange(found.Residual, 1.0 / 3 - 1e-9, 1);
    }
}
