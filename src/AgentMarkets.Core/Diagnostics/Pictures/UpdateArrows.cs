using AgentMarkets.Core.Experiments;
using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The expected update as arrows on a grid around a path.</summary>
/// <remarks>
/// From a place o of what is looked at to parameters x, and by one step to what is seen there: o(x + D g(x)) - o(x).
/// Parameters that are seen are the place itself; log weights are those of its probabilities; others are the closest to
/// the reference point that show it, to first order, x = x_0 + O+ (o - o_0) with the pseudo-inverse of O = do/dx. An
/// arrow begins at what its parameters show, which need not lie on the grid.
/// </remarks>
internal static class UpdateArrows
{
    private const int Side = 9;
    private const double Tip = 0.3, LeastProbability = 1e-6;

    /// <summary>With heads; all as long as the grid allows the longest to be. Gaps part the arrows.</summary>
    /// <param name="centre">What the picture is centred at, [K].</param>
    /// <param name="x">The path in the plane; <paramref name="y"/> likewise.</param>
    public static Series Of(Measured measured, SwirlPlane plane, double[] centre, double[] x, double[] y)
    {
        var (width, height) = (Math.Max(x.Max() - x.Min(), 1e-12), Math.Max(y.Max() - y.Min(), 1e-12));
        var field = measured.Subject.Learning.Field;
        var origin = (X: Dot(plane.First, centre), Y: Dot(plane.Second, centre));
        double[] start = Observed(field, measured.Reference.Point);
        int k = start.Length;
        var wanted = new double[Side * Side * k];
        for (int a = 0; a < Side * Side; a++)
        {
            double first = x.Min() + width * (a % Side) / (Side - 1) + origin.X - Dot(plane.First, start);
            double second = y.Min() + height * (a / Side) / (Side - 1) + origin.Y - Dot(plane.Second, start);
            for (int i = 0; i < k; i++)
            {
                wanted[a * k + i] = start[i] + first * plane.First[i] + second * plane.Second[i];
            }
        }
        var (from, to) = Step(measured, wanted, start);
        double InX(double[] all, int a) => Dot(plane.First, all[(a * k)..((a + 1) * k)]);
        double InY(double[] all, int a) => Dot(plane.Second, all[(a * k)..((a + 1) * k)]);
        var starts = new (double X, double Y)[Side * Side];
        var along = new (double X, double Y)[Side * Side];
        for (int a = 0; a < starts.Length; a++)
        {
            starts[a] = (InX(from, a) - origin.X, InY(from, a) - origin.Y);
            along[a] = ((InX(to, a) - InX(from, a)) / width, (InY(to, a) - InY(from, a)) / height);
        }
        return Drawn(starts, along, width, height);
    }

    /// <summary>What is looked at of one point, [K].</summary>
    public static double[] Observed(IGradientField field, double[] point)
    {
        var observed = new double[field.Observables.Count];
        field.Observe(point, observed);
        return observed;
    }

    /// <summary>What parameters that show some places show, and what they show one step later.</summary>
    /// <param name="wanted">[n, K].</param>
    /// <param name="start">Of the reference point, [K].</param>
    private static (double[] From, double[] To) Step(Measured measured, double[] wanted, double[] start)
    {
        var learning = measured.Subject.Learning;
        double[] points = Points(measured, wanted, start);
        learning.Field.Confine(points);
        double[] from = [.. wanted], to = [.. wanted], gradients = new double[points.Length];
        learning.Field.Observe(points, from);
        learning.Field.Expected(points, gradients);
        for (int i = 0; i < points.Length; i++)
        {
            points[i] += learning.Rule.Steps[i % learning.Rule.Parameters] * gradients[i];
        }
        learning.Field.Observe(points, to);
        return (from, to);
    }

    /// <summary>[n, P].</summary>
    private static double[] Points(Measured measured, double[] wanted, double[] start)
    {
        var learning = measured.Subject.Learning;
        if (measured.Reference.SeesParameters)
        {
            return [.. wanted];
        }
        if (learning.AreLogWeights && start.Length == learning.Rule.Parameters)
        {
            return [.. wanted.Select(p => Math.Log(Math.Max(p, LeastProbability)))];
        }
        double[] point = measured.Reference.Point;
        var back = NewtonStep.Inverse(Jacobian.OfObserved(learning.Field, point));
        int k = start.Length;
        return [.. Enumerable.Range(0, wanted.Length / k).SelectMany(a => (back * Vector<double>.Build.Dense(k,
            i => wanted[a * k + i] - start[i])).Select((shift, i) => point[i] + shift))];
    }

    private static Series Drawn((double X, double Y)[] from, (double X, double Y)[] along, double width, double height)
    {
        double longest = Math.Max(along.Max(a => Math.Sqrt(a.X * a.X + a.Y * a.Y)), 1e-300);
        double scale = 1.0 / (Side - 1) / longest;
        var (xs, ys) = (new List<double>(), new List<double>());
        for (int k = 0; k < from.Length; k++)
        {
            var (dx, dy) = (along[k].X * scale, along[k].Y * scale);
            void Point(double alongIt, double across)
            {
                xs.Add(from[k].X + width * (alongIt * dx - across * dy));
                ys.Add(from[k].Y + height * (alongIt * dy + across * dx));
            }
            Point(0, 0);
            Point(1, 0);
            Point(1 - Tip, Tip / 2);
            Point(1, 0);
            Point(1 - Tip, -Tip / 2);
            xs.Add(xs[^1]);
            ys.Add(double.NaN);
        }
        return new("expected update", SeriesKind.Reference, [.. xs], [.. ys]);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
