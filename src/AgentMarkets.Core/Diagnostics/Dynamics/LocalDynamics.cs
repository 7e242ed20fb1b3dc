using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>What small deviations from a point do: by the game itself, and by game and optimiser together.</summary>
/// <remarks>
/// Eigenvalues of D J, not of J: whether they are complex depends on steps and coordinates. A pair is laid to the game
/// when the game's own eigenvalues are complex, to the optimiser when only the map's are (docs/oscillation.md, 2, D2;
/// Balduzzi et al. 2018; Letcher et al. 2019).
/// </remarks>
/// <param name="Point">Where, [P].</param>
/// <param name="Jacobian">J, [P, P]; nothing where there are more than <see cref="Dense"/> parameters.</param>
/// <param name="Eigenvalues">Of D J, rightmost first: all of them, or the few rightmost.</param>
/// <param name="Branches">Eigenvalues of the map with those of D J that they belong to, largest first.</param>
/// <param name="Radius">The largest |z|: deviations shrink when it is below 1.</param>
/// <param name="Residual">The largest of the iterations; 0 where nothing was iterated.</param>
/// <param name="Products">Jacobian-vector products taken; 0 where J was written down.</param>
public sealed record LocalDynamics(double[] Point, Matrix<double>? Jacobian, Complex[] Eigenvalues, Branch[] Branches,
    double Radius, double Residual, int Products)
{
    /// <summary>Parameters up to which J is written down.</summary>
    public const int Dense = 200;

    // Networks of up to so many parameters have all their eigenvalues taken; those below a share of the largest are not
    // told from 0.
    private const int Surveyable = 512;
    private const double Resolved = 1e-3;

    private const int Wanted = 6;

    /// <summary>(J + J') / 2, the part of a common climb.</summary>
    public Matrix<double>? Symmetric => Jacobian is { } j ? (j + j.Transpose()) / 2 : null;

    /// <summary>(J - J') / 2, the part that turns.</summary>
    public Matrix<double>? Antisymmetric => Jacobian is { } j ? (j - j.Transpose()) / 2 : null;

    /// <summary>The largest swirl of a branch.</summary>
    public double Swirl => Branches.Max(branch => branch.Swirl);

    /// <param name="dense">Parameters up to which J is written down.</param>
    public static LocalDynamics Of(IGradientField field, UpdateRule rule, double[] point, int dense = Dense) =>
        point.Length <= dense ? Written(field, rule, point)
            : field.Expectation.Kind == ExpectationKind.FixedSample && point.Length <= Surveyable && IsUniform(rule)
                ? Surveyed(field, rule, point)
            : Iterated(field, rule, point);

    private static LocalDynamics Written(IGradientField field, UpdateRule rule, double[] point)
    {
        var jacobian = Diagnostics.Jacobian.Of(field, point);
        var game = Matrix<double>.Build.DenseOfDiagonalArray(rule.Steps) * jacobian;
        Complex[] eigenvalues = [.. game.Evd().EigenValues.Select(Cleaned).OrderByDescending(value => value.Real)];
        Branch[] branches = IsUniform(rule)
            ? [.. eigenvalues.SelectMany(lambda => UpdateMap
                .Roots(rule.Motions[0], rule.Memory[0], rule.Gains[0], lambda).Select(z => new Branch(lambda, z)))]
            : Mixed(UpdateMap.Of(rule, jacobian), game);
        return Sorted(point, jacobian, eigenvalues, branches, 0, 0);
    }

    /// <summary>All eigenvalues that can be told from 0, and no J: gradients of games that were played are known to 32
    /// bits, and networks have many directions in which nothing changes, whose eigenvalues of 1 hide all others from an
    /// iteration.</summary>
    private static LocalDynamics Surveyed(IGradientField field, UpdateRule rule, double[] point)
    {
        var local = Written(field, rule, point);
        double least = Resolved * local.Eigenvalues.Max(value => value.Magnitude);
        Branch[] branches = [.. local.Branches.Where(branch => branch.Game.Magnitude >= least)];
        return Sorted(point, null, [.. local.Eigenvalues.Where(value => value.Magnitude >= least)], branches, 0, 0);
    }

    private static LocalDynamics Iterated(IGradientField field, UpdateRule rule, double[] point)
    {
        var operators = new LinearOperators(field, rule, point);
        var game = Arnoldi.Find(operators.Parameters, operators.Game, Wanted, value => value.Real);
        var map = Arnoldi.Find(operators.States, operators.Map, Wanted, value => value.Magnitude);
        Branch[] branches = [.. map.Pairs.Select(pair => new Branch(
            Quotient(operators.Game, pair.Vector.Real[..point.Length], pair.Vector.Imaginary[..point.Length]),
            pair.Value))];
        return Sorted(point, null, [.. game.Pairs.Select(pair => pair.Value)], branches,
            game.Pairs.Concat(map.Pairs).Max(pair => pair.Residual), game.Products + map.Products);
    }

    private static LocalDynamics Sorted(double[] point, Matrix<double>? jacobian, Complex[] eigenvalues,
        Branch[] branches, double residual, int products)
    {
        Branch[] sorted = [.. branches.OrderByDescending(branch => branch.Map.Magnitude)];
        return new(point, jacobian, eigenvalues, sorted, sorted[0].Map.Magnitude, residual, products);
    }

    // Rounding in J splits a double real eigenvalue into a pair with a hint of an imaginary part.
    private static Complex Cleaned(Complex value) =>
        Math.Abs(value.Imaginary) <= 1e-10 * Math.Max(value.Magnitude, 1e-3) ? value.Real : value;

    private static bool IsUniform(UpdateRule rule) => Enumerable.Range(1, rule.Parameters - 1).All(i =>
        rule.Motions[i] == rule.Motions[0] && rule.Memory[i] == rule.Memory[0] && rule.Gains[i] == rule.Gains[0]);

    // Where coordinates move differently, an eigenvector of the map has no eigenvalue of D J of its own; its
    // parameters' Rayleigh quotient takes the place, and is that eigenvalue where they move alike.
    private static Branch[] Mixed(UpdateMap map, Matrix<double> game)
    {
        var ritz = Ritz.Of(map.Matrix, map.Matrix.RowCount, value => value.Magnitude);
        double[] Product(double[] x) => (game * Vector<double>.Build.Dense(x)).ToArray();
        return [.. ritz.Values.Select((z, k) => new Branch(Cleaned(Quotient(Product,
            ritz.Real[k].ToArray()[..map.Parameters], ritz.Imaginary[k].ToArray()[..map.Parameters])), Cleaned(z)))];
    }

    // v^H A v / v^H v of v = a + i b.
    private static Complex Quotient(Func<double[], double[]> product, double[] a, double[] b)
    {
        double[] fromA = product(a), fromB = product(b);
        double real = 0, imaginary = 0, square = 0;
        for (int i = 0; i < a.Length; i++)
        {
            real += a[i] * fromA[i] + b[i] * fromB[i];
            imaginary += a[i] * fromB[i] - b[i] * fromA[i];
            square += a[i] * a[i] + b[i] * b[i];
        }
        return square > 0 ? new(real / square, imaginary / square) : Complex.Zero;
    }
}
