using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The covariance Sigma/B of a batch's joint gradient at a point, from gradients drawn there.</summary>
public static class GradientNoise
{
    private const int Rows = 64;
    private static readonly ActorId Estimator = new("estimator", 1);

    /// <param name="draws">Gradients; a multiple of 64, others are rounded up.</param>
    /// <returns>[P, P]; relative error about sqrt(2 / draws).</returns>
    public static Matrix<double> Of(IGradientField field, double[] point, int batch, ulong seed, int draws = 4096)
    {
        int p = point.Length, rounds = (draws + Rows - 1) / Rows;
        double[] points = [.. Enumerable.Range(0, Rows).SelectMany(_ => point)];
        ulong[] seeds = [.. Enumerable.Range(0, Rows)
            .Select(row => StreamKey.Of(seed, Estimator, $"gradient-noise-{row}").Value)];
        var drawn = Matrix<double>.Build.Dense(rounds * Rows, p);
        var gradients = new double[points.Length];
        for (int round = 0; round < rounds; round++)
        {
            field.Sampled(points, seeds, round, batch, gradients);
            for (int k = 0; k < gradients.Length; k++)
            {
                drawn[round * Rows + k / p, k % p] = gradients[k];
            }
        }
        var means = drawn.ColumnSums() / drawn.RowCount;
        drawn.MapIndexedInplace((_, column, value) => value - means[column]);
        return drawn.TransposeThisAndMultiply(drawn) / (drawn.RowCount - 1);
    }
}
