namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the expected gradients vanish: the fixed point of the game as its players see it.</summary>
/// <remarks>
/// Newton steps with J by differences, each halved until |g| shrinks (docs/oscillation.md, 2, D1). Where J is singular,
/// as for log weights, a step is the shortest that least squares allow.
/// </remarks>
/// <param name="Point">Where the search ended, [P].</param>
/// <param name="Landed">Whether the gradients vanish there, and not only because their parameters run off to
/// infinity: the root is no further than rounding.</param>
/// <param name="Residual">The largest |g_p| there.</param>
/// <param name="Left">Newton distance there.</param>
/// <param name="Steps">Newton steps taken.</param>
public sealed record FixedPoint(double[] Point, bool Landed, double Residual, double Left, int Steps)
{
    private const int MostSteps = 60;
    private const double LeastShare = 1e-4, Still = 1e-14, Vanishing = 1e-9, Near = 1e-6;

    public static FixedPoint Find(IGradientField field, double[] start)
    {
        double[] point = [.. start], gradient = Gradient(field, point);
        int steps = 0;
        for (; steps < MostSteps; steps++)
        {
            double[] step = NewtonStep.Of(field, point, gradient);
            if (Better(field, point, gradient, step) is not { } next)
            {
                break;
            }
            (point, gradient) = next;
            if (step.Max(Math.Abs) < Still)
            {
                break;
            }
        }
        double residual = gradient.Max(Math.Abs);
        double left = Length(NewtonStep.Of(field, point, gradient));
        return new(point, residual <= Vanishing && left <= Near, residual, left, steps);
    }

    /// <summary>The Newton distance |J^-1 g(x)|: how far the fixed point is, to first order.</summary>
    public static double Distance(IGradientField field, double[] point) =>
        Length(NewtonStep.Of(field, point, Gradient(field, point)));

    private static (double[], double[])? Better(
        IGradientField field, double[] point, double[] gradient, double[] step)
    {
        for (double share = 1; share > LeastShare; share /= 2)
        {
            double[] trial = [.. point.Select((x, i) => x + share * step[i])];
            field.Confine(trial);
            double[] there = Gradient(field, trial);
            if (Length(there) < Length(gradient))
            {
                return (trial, there);
            }
        }
        return null;
    }

    private static double[] Gradient(IGradientField field, double[] point)
    {
        var gradient = new double[point.Length];
        field.Expected(point, gradient);
        return gradient;
    }

    private static double Length(double[] x) => Math.Sqrt(x.Sum(value => value * value));
}
