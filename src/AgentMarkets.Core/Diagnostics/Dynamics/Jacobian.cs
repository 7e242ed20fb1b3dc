using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the simultaneous gradient changes with the joint parameters, J = dg/dx.</summary>
/// <remarks>
/// Central differences D(h) = [g(x + h e) - g(x - h e)] / 2h at two steps, extrapolated (Richardson 1911):
/// [4 D(h/2) - D(h)] / 3, off by the order of h^4; about 1e-9 relative for smooth games.
/// </remarks>
public static class Jacobian
{
    private const double Fineness = 1.0 / 4096, LeastScale = 0.25;
    private const int Stencil = 4;

    private delegate void Evaluate(ReadOnlySpan<double> points, Span<double> values);

    /// <summary>J at a point, [P, P], from 4 P points in one call of the field.</summary>
    public static Matrix<double> Of(IGradientField field, ReadOnlySpan<double> point) =>
        Differences(field.Expected, point, point.Length);

    /// <summary>How what is looked at changes with the joint parameters, [K, P].</summary>
    public static Matrix<double> OfObserved(IGradientField field, ReadOnlySpan<double> point) =>
        Differences(field.Observe, point, field.Observables.Count);

    /// <summary>J d, [P], from 4 points.</summary>
    public static double[] Times(IGradientField field, ReadOnlySpan<double> point, ReadOnlySpan<double> direction)
    {
        int p = point.Length;
        double largest = 0, scale = LeastScale;
        for (int i = 0; i < p; i++)
        {
            largest = Math.Max(largest, Math.Abs(direction[i]));
            scale = Math.Max(scale, Math.Abs(point[i]));
        }
        var product = new double[p];
        if (largest == 0)
        {
            return product;
        }
        double h = Fineness * scale / largest;
        var points = new double[Stencil * p];
        var values = new double[Stencil * p];
        for (int s = 0; s < Stencil; s++)
        {
            for (int i = 0; i < p; i++)
            {
                points[s * p + i] = point[i] + Offset(s) * h * direction[i];
            }
        }
        field.Expected(points, values);
        for (int i = 0; i < p; i++)
        {
            product[i] = Extrapolated(values, i, p, h);
        }
        return product;
    }

    private static Matrix<double> Differences(Evaluate evaluate, ReadOnlySpan<double> point, int outputs)
    {
        int p = point.Length;
        var points = new double[Stencil * p * p];
        var values = new double[Stencil * p * outputs];
        for (int j = 0; j < p; j++)
        {
            for (int s = 0; s < Stencil; s++)
            {
                var row = points.AsSpan((Stencil * j + s) * p, p);
                point.CopyTo(row);
                row[j] += Offset(s) * Step(point[j]);
            }
        }
        evaluate(points, values);
        return Matrix<double>.Build.Dense(outputs, p, Entry);

        double Entry(int i, int j) => Extrapolated(values, Stencil * j * outputs + i, outputs,
            (points[Stencil * j * p + j] - points[(Stencil * j + 1) * p + j]) / 2);
    }

    // A power of two, so that half of it is exact too.
    private static double Step(double x) =>
        Math.ScaleB(Fineness, (int)Math.Round(Math.Log2(Math.Max(Math.Abs(x), LeastScale))));

    private static double Offset(int s) => s switch { 0 => 1, 1 => -1, 2 => 0.5, _ => -0.5 };

    private static double Extrapolated(double[] values, int at, int stride, double h)
    {
        double wide = (values[at] - values[at + stride]) / (2 * h);
        double narrow = (values[at + 2 * stride] - values[at + 3 * stride]) / h;
        return (4 * narrow - wide) / 3;
    }
}
