using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>H (z I - M)^-1 Q (.)^H at points z of the unit circle, Q what noise injects, H what is looked at.</summary>
internal static class SpectralDensity
{
    // Inverting anew at each z costs S^3; from here on the eigenvectors are worth their trouble.
    private const int Few = 24;
    private const double Accurate = 1e-9;

    /// <param name="observed">H, [K, P]; the parameters themselves when missing.</param>
    /// <param name="few">States up to which each z is inverted for.</param>
    /// <returns>z to the real part, [K, K].</returns>
    public static Func<Complex, Matrix<double>> Of(
        UpdateMap map, Matrix<double> sigma, Matrix<double>? observed, int few = Few)
    {
        int states = map.Matrix.RowCount;
        var look = Matrix<double>.Build.Dense(observed?.RowCount ?? map.Parameters, states);
        look.SetSubMatrix(0, 0, observed ?? Matrix<double>.Build.DenseIdentity(map.Parameters));
        var noise = map.Injected(sigma).ToComplex();
        return (states > few ? Modal(map.Matrix, look.ToComplex(), noise) : null)
            ?? Direct(map.Matrix.ToComplex(), look.ToComplex(), noise);
    }

    private static Func<Complex, Matrix<double>> Direct(
        Matrix<Complex> map, Matrix<Complex> look, Matrix<Complex> noise)
    {
        var one = Matrix<Complex>.Build.DenseIdentity(map.RowCount);
        return z =>
        {
            var response = look * (one * z - map).Inverse();
            return (response * noise).ConjugateTransposeAndMultiply(response).Real();
        };
    }

    // M = V L V^-1: H (z - M)^-1 = (H V) (z - L)^-1 V^-1. Nothing where M has too few eigenvectors for that.
    private static Func<Complex, Matrix<double>>? Modal(
        Matrix<double> map, Matrix<Complex> look, Matrix<Complex> noise)
    {
        int states = map.RowCount;
        var ritz = Ritz.Of(map, states, value => value.Magnitude);
        var vectors = Matrix<Complex>.Build.Dense(
            states, states, (i, k) => new Complex(ritz.Real[k][i], ritz.Imaginary[k][i]));
        var values = Matrix<Complex>.Build.DenseOfDiagonalArray(ritz.Values);
        var inverse = vectors.Inverse();
        double off = (vectors * values * inverse - map.ToComplex()).FrobeniusNorm();
        if (!(off <= Accurate * map.FrobeniusNorm()))
        {
            return null;
        }
        var modes = look * vectors;
        var injected = (inverse * noise).ConjugateTransposeAndMultiply(inverse);
        return z =>
        {
            var response = Matrix<Complex>.Build.Dense(
                modes.RowCount, states, (i, k) => modes[i, k] / (z - ritz.Values[k]));
            return (response * injected).ConjugateTransposeAndMultiply(response).Real();
        };
    }
}
