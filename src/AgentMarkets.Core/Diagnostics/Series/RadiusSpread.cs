namespace AgentMarkets.Core.Diagnostics;

/// <summary>Whether a path that turns keeps its distance from the centre.</summary>
/// <remarks>
/// In the whitened plane. Turning that noise sustains has a Rayleigh radius: coefficient of variation
/// sqrt(4/pi - 1) = 0.523, below half its mean 1 - e^(-pi/16) = 17.8 % of the time. A limit cycle stays well below 0.2
/// and never comes near the centre (McKane and Newman 2005, Louca 2015).
/// </remarks>
/// <param name="Variation">Standard deviation over mean, pooled over rounds and replicas.</param>
/// <param name="Error">Standard error of the variation, from the replicas' own; infinite with one.</param>
/// <param name="BelowHalf">Share of the rounds in which the radius is below half its mean.</param>
public sealed record RadiusSpread(double Variation, double Error, double BelowHalf)
{
    /// <summary>The Rayleigh distribution's coefficient of variation.</summary>
    public static readonly double Rayleigh = Math.Sqrt(4 / Math.PI - 1);

    /// <summary>The radius in a whitened plane.</summary>
    public static RadiusSpread Of(WhitenedPlane plane)
    {
        double[] values = plane.Path.Values;
        double[] radii = [.. Enumerable.Range(0, values.Length / 2)
            .Select(i => Math.Sqrt(values[2 * i] * values[2 * i] + values[2 * i + 1] * values[2 * i + 1]))];
        double mean = radii.Average();
        int replicas = plane.Path.Replicas;
        double[] each = [.. Enumerable.Range(0, replicas)
            .Select(r => VariationOf([.. radii.Where((_, i) => i % replicas == r)]))];
        return new RadiusSpread(
            VariationOf(radii), OverReplicas.Of(each).Error, radii.Count(r => r < mean / 2) / (double)radii.Length);
    }

    private static double VariationOf(double[] radii)
    {
        double mean = radii.Average();
        return mean > 0 ? Math.Sqrt(radii.Sum(r => (r - mean) * (r - mean)) / radii.Length) / mean : 0;
    }
}
