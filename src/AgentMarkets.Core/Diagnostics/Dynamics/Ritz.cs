using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Eigenvalues and unit eigenvectors of a small real matrix, best first, conjugates side by side.</summary>
internal sealed record Ritz(Complex[] Values, Vector<double>[] Real, Vector<double>[] Imaginary)
{
    public static Ritz Of(Matrix<double> whole, int size, Func<Complex, double> rank)
    {
        var evd = whole.SubMatrix(0, size, 0, size).Evd();
        var found = new List<(Complex Value, Vector<double> Real, Vector<double> Imaginary)>();
        for (int k = 0; k < size; k++)
        {
            var value = evd.EigenValues[k];
            var real = evd.EigenVectors.Column(k);
            // Of a pair, the columns are the real and the imaginary part of the first one's vector.
            var imaginary = value.Imaginary == 0
                ? Vector<double>.Build.Dense(size)
                : evd.EigenVectors.Column(value.Imaginary > 0 ? k + 1 : k);
            if (value.Imaginary < 0)
            {
                (real, imaginary) = (evd.EigenVectors.Column(k - 1), -imaginary);
            }
            double length = Math.Sqrt(real * real + imaginary * imaginary);
            found.Add((value, real / length, imaginary / length));
        }
        // Ranks of conjugates are equal; the sort is stable, so they stay together.
        var sorted = found.OrderByDescending(each => rank(each.Value)).ToArray();
        return new([.. sorted.Select(e => e.Value)], [.. sorted.Select(e => e.Real)],
            [.. sorted.Select(e => e.Imaginary)]);
    }

    /// <summary>The first <paramref name="count"/>, or one more where that would part a pair.</summary>
    public int WithoutCut(int count) =>
        count < Values.Length && count > 0 && Values[count - 1].Imaginary > 0 ? count + 1 : count;

    /// <summary>|A v - lambda v| of a vector combined from the basis, <paramref name="rest"/> = |f|.</summary>
    public double Residual(int k, double rest) => rest * Math.Sqrt(
        Real[k][Real[k].Count - 1] * Real[k][Real[k].Count - 1]
        + Imaginary[k][Real[k].Count - 1] * Imaginary[k][Real[k].Count - 1]);

    /// <summary>An orthonormal basis of what the first <paramref name="count"/> span, [size, count].</summary>
    public Matrix<double> Basis(int count)
    {
        var columns = new List<Vector<double>>();
        for (int k = 0; k < count; k++)
        {
            columns.Add(Values[k].Imaginary < 0 ? Imaginary[k] : Real[k]);
        }
        return Matrix<double>.Build.DenseOfColumnVectors(columns).QR(
            MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Q;
    }
}
