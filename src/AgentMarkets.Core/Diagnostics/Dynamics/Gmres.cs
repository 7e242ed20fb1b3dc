using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>A linear system whose matrix is only known by its products with vectors.</summary>
/// <remarks>
/// Saad and Schultz (1986), restarted: the x in the Krylov space with the smallest |b - A x|, by least squares on the
/// projected matrix.
/// </remarks>
public static class Gmres
{
    /// <returns>x, as close as the restarts allow.</returns>
    public static double[] Solve(
        Func<double[], double[]> product, double[] b, int dimension = 40, int restarts = 20, double tolerance = 1e-10)
    {
        var x = Vector<double>.Build.Dense(b.Length);
        var target = Vector<double>.Build.Dense(b);
        for (int restart = 0; restart < restarts; restart++)
        {
            var rest = restart == 0 ? target : target - Vector<double>.Build.Dense(product(x.ToArray()));
            double length = rest.L2Norm();
            if (length <= tolerance * target.L2Norm())
            {
                break;
            }
            x += Cycle(product, rest / length, length, Math.Min(dimension, b.Length));
        }
        return x.ToArray();
    }

    private static Vector<double> Cycle(
        Func<double[], double[]> product, Vector<double> start, double length, int dimension)
    {
        var basis = new List<Vector<double>> { start };
        var projected = Matrix<double>.Build.Dense(dimension + 1, dimension);
        int used = 0;
        for (bool isClosed = false; used < dimension && !isClosed; used++)
        {
            var next = Vector<double>.Build.Dense(product(basis[used].ToArray()));
            double size = next.L2Norm();
            for (int i = 0; i <= used; i++)
            {
                projected[i, used] = basis[i] * next;
                next -= projected[i, used] * basis[i];
            }
            double left = next.L2Norm();
            isClosed = left <= 1e-13 * size;
            projected[used + 1, used] = isClosed ? 0 : left;
            basis.Add(isClosed ? next : next / left);
        }
        var right = Vector<double>.Build.Dense(used + 1);
        right[0] = length;
        var weights = NewtonStep.Inverse(projected.SubMatrix(0, used + 1, 0, used)) * right;
        var sum = Vector<double>.Build.Dense(start.Count);
        for (int i = 0; i < used; i++)
        {
            sum += weights[i] * basis[i];
        }
        return sum;
    }
}
