namespace AgentMarkets.Core.Diagnostics;

/// <summary>The plane in which a run turns the most, and how it turns there (docs/oscillation.md, 2, D6).</summary>
internal sealed record Turning(
    SwirlPlane Plane, RotationRate Rotation, double? Predicted, RadiusSpread Radius, PhaseDiffusion Phase)
{
    /// <returns>Nothing with one observable, or where the plane has no area.</returns>
    public static Turning? Of(Trajectory window, LinearModel? model)
    {
        if (window.Observables < 2)
        {
            return null;
        }
        var plane = model?.Steps is { } steps ? SwirlPlane.Of(steps) : Principal(window);
        var seen = plane.See(window);
        if (RotationRate.Of(seen) is not { } rate || WhitenedPlane.Of(seen) is not { } white)
        {
            return null;
        }
        double? predicted = model?.Spread is { } spread
            ? RotationRate.Predicted(spread.Lagged, spread.Covariance, plane) : null;
        return new(plane, rate, predicted, RadiusSpread.Of(white), PhaseDiffusion.Of(white));
    }

    // Without a Jacobian: the two components that move most.
    private static SwirlPlane Principal(Trajectory window)
    {
        var axes = PrincipalAxes.Of(WindowMean.Subtract(window));
        int k = window.Observables;
        return new([.. axes.Column(k - 1)], [.. axes.Column(k - 2)], 0, true);
    }
}
