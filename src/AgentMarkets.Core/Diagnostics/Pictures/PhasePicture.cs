using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>One replica's path in the plane that turns the most, with the expected update as arrows.</summary>
internal static class PhasePicture
{
    private const int Arrows = 9;
    private const double Tip = 0.3;

    /// <returns>Nothing where no plane has an area.</returns>
    public static Figure? Of(Measured measured)
    {
        if (measured.Turning is not { } turning)
        {
            return null;
        }
        var names = measured.Subject.Names;
        bool isWhole = names.Count == 2;
        double[] centre = isWhole ? new double[2] : WindowMean.OfAll(measured.Window);
        var seen = turning.Plane.See(measured.Window);
        var origin = (X: Dot(turning.Plane.First, centre), Y: Dot(turning.Plane.Second, centre));
        int[] places = Pictures.Thinned(seen.Rounds);
        double[] x = [.. places.Select(t => seen[t, 0, 0] - origin.X)];
        double[] y = [.. places.Select(t => seen[t, 0, 1] - origin.Y)];
        var series = new List<Series> { new("replica 1", SeriesKind.Line, x, y) };
        if (measured.Reference.SeesParameters)
        {
            // Where even the run without noise was left out, arrows are too dear as well.
            if (measured.Runs.Off is not null)
            {
                series.Add(Expected(measured, turning.Plane, centre, x, y));
            }
            if (measured.Reference.Fixed is { } point)
            {
                series.Add(new("fixed point", SeriesKind.Points, [Dot(turning.Plane.First, point) - origin.X],
                    [Dot(turning.Plane.Second, point) - origin.Y]));
            }
        }
        return new Figure("oscillation-phase", "Phase portrait", Caption(measured, turning),
            new Axis(isWhole ? names[0] : "first axis of the plane that turns most"),
            new Axis(isWhole ? names[1] : "second axis"), series);
    }

    /// <summary>D g on a grid around the path, with heads; all as long as the grid allows the longest to be. Gaps
    /// part the arrows.</summary>
    private static Series Expected(Measured measured, SwirlPlane plane, double[] centre, double[] x, double[] y)
    {
        var learning = measured.Subject.Learning;
        int p = centre.Length;
        double[] start = measured.Reference.Point;
        var (width, height) = (Math.Max(x.Max() - x.Min(), 1e-12), Math.Max(y.Max() - y.Min(), 1e-12));
        var origin = (X: Dot(plane.First, centre), Y: Dot(plane.Second, centre));
        var from = new (double X, double Y)[Arrows * Arrows];
        var points = new double[from.Length * p];
        for (int k = 0; k < from.Length; k++)
        {
            from[k] = (x.Min() + width * (k % Arrows) / (Arrows - 1), y.Min() + height * (k / Arrows) / (Arrows - 1));
            double first = from[k].X + origin.X - Dot(plane.First, start);
            double second = from[k].Y + origin.Y - Dot(plane.Second, start);
            for (int i = 0; i < p; i++)
            {
                points[k * p + i] = start[i] + first * plane.First[i] + second * plane.Second[i];
            }
        }
        learning.Field.Confine(points);
        var gradients = new double[points.Length];
        learning.Field.Expected(points, gradients);
        var along = new (double X, double Y)[from.Length];
        for (int k = 0; k < from.Length; k++)
        {
            for (int i = 0; i < p; i++)
            {
                double step = learning.Rule.Steps[i] * gradients[k * p + i];
                along[k] = (along[k].X + plane.First[i] * step / width, along[k].Y + plane.Second[i] * step / height);
            }
        }
        double longest = Math.Max(along.Max(a => Math.Sqrt(a.X * a.X + a.Y * a.Y)), 1e-300);
        double scale = 1.0 / (Arrows - 1) / longest;
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

    private static string Caption(Measured measured, Turning turning)
    {
        string predicted = turning.Predicted is { } rate ? $", where {Wording.Number(rate)} is predicted" : "";
        string unique = turning.Plane.Unique ? "" : " Other planes turn as fast: this one is an arbitrary choice.";
        return $"The path turns by {Wording.Estimate(turning.Rotation.Rate)} radians a round{predicted} "
            + $"(p = {Wording.Number(turning.Rotation.Rate.P)}; positive is counter-clockwise)."
            + (measured.Reference.SeesParameters && measured.Runs.Off is not null
                ? " Arrows show the expected update, the longest as long as a field of the grid." : "") + unique;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
