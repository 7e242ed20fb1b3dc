using AgentMarkets.Core.Diagnostics;
using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Tests;

/// <summary>Update rules of which all coordinates move alike, and standings that remember nothing.</summary>
internal static class Rules
{
    public static UpdateRule Plain(double step, int parameters = 2) => Of(Motion.Momentum, step, 0, 1, parameters);

    public static UpdateRule HeavyBall(double step, double mu, int parameters = 2) =>
        Of(Motion.Momentum, step, mu, 1, parameters);

    public static UpdateRule FrozenAdam(double step) => Of(Motion.Momentum, step, 0.9, 0.1, 2);

    public static UpdateRule Extra(double step, int parameters = 2) =>
        Of(Motion.ExtraGradient, step, 0, 1, parameters);

    public static UpdateRule Optimistic(double step, int parameters = 2) =>
        Of(Motion.Optimistic, step, 0, 1, parameters);

    public static Standing At(int rows, params double[] point) => new(rows,
        [.. Enumerable.Range(0, rows).SelectMany(_ => point)], new double[rows * point.Length]);

    public static ulong[] Seeds(int rows) => [.. Enumerable.Range(1, rows).Select(row => (ulong)row)];

    public static Matrix<double> Matrix(double[,] values) => Matrix<double>.Build.DenseOfArray(values);

    /// <summary>|measured / expected - 1| at most <paramref name="relative"/>.</summary>
    public static void Close(double expected, double measured, double relative) =>
        Xunit.Assert.InRange(measured, expected - Math.Abs(expected) * relative,
            expected + Math.Abs(expected) * relative);

    private static UpdateRule Of(Motion motion, double step, double memory, double gain, int parameters) => new(
        [.. Enumerable.Repeat(motion, parameters)], [.. Enumerable.Repeat(step, parameters)],
        [.. Enumerable.Repeat(memory, parameters)], [.. Enumerable.Repeat(gain, parameters)]);
}
