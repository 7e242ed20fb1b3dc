using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>A number that analyses of a case have on average.</summary>
/// <param name="Deviation">Standard deviation over analyses of 16 replicas.</param>
internal sealed record Golden(string Case, string What, double Mean, double Deviation)
{
    /// <summary>Half a unit of the last digit that was printed, where it counts beside the error.</summary>
    public double Rounding => What is "slope" or "ratio" ? 0.0005 : What == "spread" ? 0.00005 * Math.Max(1, Mean) : 0;

    /// <summary>The same number in some evidence; not-a-number where it is missing.</summary>
    public double In(Evidence evidence) => (What switch
    {
        "spread" => evidence.Spread.Mean,
        "ratio" => evidence.Ratio,
        "slope" => evidence.Scan?.Slope,
        "period" => evidence.Peak?.Period,
        "rotation" => evidence.Rotation?.Rate.Mean,
        "average" => evidence.Band?.Average,
        "smoothing" => evidence.Bias?.Smoothing,
        "dynamics" => evidence.Bias?.Dynamics,
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), What),
    }) ?? double.NaN;
}
