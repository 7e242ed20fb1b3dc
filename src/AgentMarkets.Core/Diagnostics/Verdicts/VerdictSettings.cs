using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Every constant of the verdict rule (docs/oscillation.md, 3), by the line that asks for it.</summary>
/// <remarks>
/// The defaults are those whose error rates docs/oscillation.md, 5 measures; with others those rates do not hold.
/// </remarks>
public sealed record VerdictSettings
{
    /// <summary>Line 1.</summary>
    [Setting("Modal actions of a log-weight learner switch at least so often in a rotation that slows down.", Min = 5)]
    public double Switches { get; init; } = 6;

    /// <summary>Line 1.</summary>
    [Setting("Nash gap of the last iterate above which switching is no convergence.", Min = 0)]
    public double SwitchingGap { get; init; } = 0.01;

    /// <summary>Line 1.</summary>
    [Setting("Ratio of successive dwell times above which switching slows down.", Min = 1)]
    public double DwellRatio { get; init; } = 1.2;

    /// <summary>Lines 2 and 3.</summary>
    [Setting("Movement that counts as none, in units of what is looked at.", Above = 0)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Line 2.</summary>
    [Setting("Nash gap of a log-weight learner that stands still above which it has not converged.", Min = 0)]
    public double StillGap { get; init; } = 1e-4;

    /// <summary>Line 2.</summary>
    [Setting("Newton distance, in tolerances, below which standing still is a fixed point.", Above = 0)]
    public double NewtonTolerances { get; init; } = 10;

    /// <summary>Lines 3 and 4.</summary>
    [Setting("Share of the spread that must be left at the end of the run without noise to count.", Above = 0)]
    public double Left { get; init; } = 0.3;

    /// <summary>Line 3.</summary>
    [Setting("Movement in the last over that in the first quarter without noise above which it persists.", Above = 0)]
    public double Decay { get; init; } = 0.8;

    /// <summary>Line 3.</summary>
    [Setting("Straightness above which persisting movement is drift.", Min = 0, Max = 1)]
    public double Straightness { get; init; } = 0.5;

    /// <summary>Line 3.</summary>
    [Setting("Share of the movement left by small steps below which the optimiser made it.", Above = 0)]
    public double Flow { get; init; } = 0.3;

    /// <summary>Line 3.</summary>
    [Setting("Movement in the last over that in the first quarter above which a rotation diverges.", Min = 1)]
    public double Growth { get; init; } = 1.2;

    /// <summary>Line 5.</summary>
    [Setting("Distance of the end without noise from the mean, in standard deviations, above which it drifts.",
        Above = 0)]
    public double Displacement { get; init; } = 3;

    /// <summary>Line 5.</summary>
    [Setting("Level of the test that both halves of the window have the same mean.", Above = 0, Below = 1)]
    public double DriftLevel { get; init; } = 0.001;

    /// <summary>Line 5.</summary>
    [Setting("Difference of the two halves, in standard deviations, below which it is no drift.", Min = 0)]
    public double DriftSize { get; init; } = 0.5;

    /// <summary>Line 6.</summary>
    [Setting("Replicas below which nothing that noise drives is decided.", Min = 2)]
    public int Replicas { get; init; } = 8;

    /// <summary>Line 7.</summary>
    [Setting("Slope of log spread on log batch above which the batch does not act.")]
    public double Slope { get; init; } = -0.35;

    /// <summary>Line 7.</summary>
    [Setting("Upper limit of the slope, three errors up, above which the batch may not act.")]
    public double SlopeLimit { get; init; } = -0.15;

    /// <summary>Line 8.</summary>
    [Setting("Prominence that a peak must have with certainty, or that must be predicted of it.", Above = 0)]
    public double Peak { get; init; } = 2;

    /// <summary>Line 8.</summary>
    [Setting("Lower limit of the prominence of a peak that the linear model predicts.", Above = 0)]
    public double PredictedPeak { get; init; } = 1.25;

    /// <summary>Line 8.</summary>
    [Setting("Factor between a peak's period and the eigenvalue's that explains it.", Min = 1)]
    public double PeriodFactor { get; init; } = 1.5;

    /// <summary>Lines 8 and 9: 1/sqrt(3), where isotropic noise makes the first peak.</summary>
    [Setting("Imaginary over real part of an eigenvalue above which its turning is visible.", Min = 0)]
    public double Swirl { get; init; } = 0.57735026918962573;

    /// <summary>Line 8.</summary>
    [Setting("Level of the test that nothing turns.", Above = 0, Below = 1)]
    public double RotationLevel { get; init; } = 0.01;

    /// <summary>Line 9.</summary>
    [Setting("Periods that the rounds of a run must hold.", Above = 0)]
    public double Periods { get; init; } = 8;

    /// <summary>Line 9.</summary>
    [Setting("Periods of rounds to ask for where they do not.", Above = 0)]
    public double PeriodsAsked { get; init; } = 16;

    /// <summary>Line 9.</summary>
    [Setting("Measured over predicted spread below which the noise is not understood.", Min = 0)]
    public double LeastRatio { get; init; } = 0.7;

    /// <summary>Line 9.</summary>
    [Setting("Measured over predicted spread above which noise does not explain it.", Min = 1)]
    public double MostRatio { get; init; } = 1.4;
}
