using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>-J^-1 g, or the shortest least-squares step where J is singular.</summary>
internal static class NewtonStep
{
    // Below this share of the largest, a singular value is an error of the differences that J comes from.
    private const double Singular = 1e-9;

    public static double[] Of(IGradientField field, double[] point, double[] gradient) =>
        point.Length <= LocalDynamics.Dense
            ? Of(Jacobian.Of(field, point), gradient)
            : Gmres.Solve(direction => Jacobian.Times(field, point, direction), [.. gradient.Select(g => -g)]);

    public static double[] Of(Matrix<double> jacobian, double[] gradient)
    {
        // Rows of one size: a coordinate whose gradient fades (a share near 1) is far from a root, not flat.
        var sizes = Vector<double>.Build.Dense(gradient.Length, i => Size(jacobian.Row(i)));
        var scaled = Matrix<double>.Build.DenseOfDiagonalVector(1 / sizes) * jacobian;
        var step = Inverse(scaled) * Vector<double>.Build.Dense(gradient).PointwiseDivide(sizes);
        return [.. step.Select(value => -value)];
    }

    private static double Size(Vector<double> row) => row.AbsoluteMaximum() is > 0 and var size ? size : 1;

    /// <summary>J^-1, or the pseudo-inverse where J is singular or not square.</summary>
    public static Matrix<double> Inverse(Matrix<double> jacobian)
    {
        var svd = jacobian.Svd();
        int rank = svd.S.Count;
        double least = Singular * svd.S[0];
        var inverse = svd.S.Map(value => value > least ? 1 / value : 0);
        return svd.VT.SubMatrix(0, rank, 0, svd.VT.ColumnCount)
            .TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalVector(inverse))
            .TransposeAndMultiply(svd.U.SubMatrix(0, svd.U.RowCount, 0, rank));
    }
}
