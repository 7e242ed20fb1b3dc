using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The steps at which Adam comes to rest under sampling noise, and the spread they leave.</summary>
/// <remarks>
/// Second moments settle where they are those of the gradients that the spread itself causes:
/// v = diag(Sigma_B + J C J'), D = rate / (sqrt(v) + epsilon), C the stationary covariance under D. So D grows with the
/// batch as sqrt(B), and the spread falls only as B^(-1/4) (docs/oscillation.md, 2, D2, and 6, T2).
/// </remarks>
/// <param name="Rule">Adam with its second moments frozen there.</param>
public sealed record AdamStationary(UpdateRule Rule, StationarySpread Spread)
{
    private const int MostIterations = 500;

    /// <summary>D, [P].</summary>
    public double[] Steps => Rule.Steps;

    /// <param name="sigma">Sigma/B, [P, P].</param>
    /// <returns>Nothing where the iteration meets steps under which deviations grow.</returns>
    public static AdamStationary? Of(
        Matrix<double> jacobian, Matrix<double> sigma, double rate, double beta1 = 0.9, double epsilon = 1e-8)
    {
        var v = sigma.Diagonal();
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            var rule = Frozen([.. v.Select(moment => rate / (Math.Sqrt(moment) + epsilon))], beta1);
            if (StationarySpread.Of(UpdateMap.Of(rule, jacobian), sigma) is not { } spread)
            {
                return null;
            }
            var caused = sigma.Diagonal() + (jacobian * spread.Covariance * jacobian.Transpose()).Diagonal();
            bool isSettled = (caused - v).PointwiseDivide(caused).AbsoluteMaximum() < 1e-13;
            if (isSettled)
            {
                return new(rule, spread);
            }
            // Halfway, lest the steps jump to and fro.
            v = (v + caused) / 2;
        }
        return null;
    }

    private static UpdateRule Frozen(double[] steps, double beta1) => new(new Motion[steps.Length], steps,
        [.. steps.Select(_ => beta1)], [.. steps.Select(_ => 1 - beta1)]);
}
