using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>One replica's path in the plane that turns the most, with the expected update as arrows.</summary>
internal static class PhasePicture
{
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
        // Where even the run without noise was left out, arrows are too dear as well.
        if (measured.Runs.Off is not null)
        {
            series.Add(UpdateArrows.Of(measured, turning.Plane, centre, x, y));
        }
        if (measured.Reference.Fixed is { } point)
        {
            double[] there = UpdateArrows.Observed(measured.Subject.Learning.Field, point);
            series.Add(new("fixed point", SeriesKind.Points, [Dot(turning.Plane.First, there) - origin.X],
                [Dot(turning.Plane.Second, there) - origin.Y]));
        }
        return new Figure("oscillation-phase", "Phase portrait", Caption(measured, turning),
            new Axis(isWhole ? names[0] : "first axis of the plane that turns most"),
            new Axis(isWhole ? names[1] : "second axis"), series);
    }

    private static string Caption(Measured measured, Turning turning)
    {
        string predicted = turning.Predicted is { } rate ? $", where {Wording.Number(rate)} is predicted" : "";
        string unique = turning.Plane.Unique ? "" : " Other planes turn as fast: this one is an arbitrary choice.";
        return $"The path turns by {Wording.Estimate(turning.Rotation.Rate)} radians a round{predicted} "
            + $"(p = {Wording.Number(turning.Rotation.Rate.P)}; positive is counter-clockwise)."
            + (measured.Runs.Off is not null
                ? " Arrows show the expected update, the longest as long as a field of the grid." : "") + unique;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
