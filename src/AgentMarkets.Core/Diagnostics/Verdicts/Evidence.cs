namespace AgentMarkets.Core.Diagnostics;

/// <summary>All that the verdict rule looks at. What does not apply to a market is nothing.</summary>
public sealed record Evidence
{
    /// <summary>T, of the run.</summary>
    public required int Rounds { get; init; }

    /// <summary>R.</summary>
    public required int Replicas { get; init; }

    /// <summary>Games a round; nothing for a run with expected gradients, which has no sampling noise.</summary>
    public int? Batch { get; init; }

    /// <summary>Mean movement within the window (<see cref="Movement"/>), with its error.</summary>
    public required OverReplicas Spread { get; init; }

    /// <summary>Nothing for learners of another kind.</summary>
    public LogWeightEvidence? LogWeights { get; init; }

    /// <summary>|J^-1 g| at the grand mean; nothing without a usable Jacobian, nor where observables do not hold the
    /// parameters.</summary>
    public double? NewtonDistance { get; init; }

    /// <summary>Nothing if the market has no expected gradient.</summary>
    public NoiseOffEvidence? NoiseOff { get; init; }

    /// <summary>Why there is no run without noise, as a sentence.</summary>
    public string? WhyNoNoiseOff { get; init; }

    /// <summary>Nothing if the window was not tested.</summary>
    public DriftTest? Drift { get; init; }

    /// <summary>Nothing without sampling noise.</summary>
    public BatchEvidence? Scan { get; init; }

    /// <summary>Nothing if nothing moves.</summary>
    public Peak? Peak { get; init; }

    /// <summary>The peak's null.</summary>
    public AutoregressiveNull? Null { get; init; }

    /// <summary>Nothing with a kink at the reference point.</summary>
    public LinearEvidence? Linear { get; init; }

    /// <summary>Nothing with one parameter, or where the plane has no area.</summary>
    public RotationRate? Rotation { get; init; }

    /// <summary>What the linear model says the rotation rate is.</summary>
    public double? PredictedRotation { get; init; }

    public RadiusSpread? Radius { get; init; }

    public PhaseDiffusion? Phase { get; init; }

    public BiasEvidence? Bias { get; init; }

    public BandEvidence? Band { get; init; }

    /// <summary>Nothing where losses are known from samples only, or parameters are not what is looked at.</summary>
    public EpsilonEvidence? Epsilon { get; init; }

    /// <summary>At how many places the replicas stop without noise; nothing where they do not stop. With more than
    /// one a mean over replicas means little.</summary>
    public int? Places { get; init; }

    /// <summary>q: the share of the spread that is left without noise.</summary>
    public double? Left => NoiseOff?.Last / Math.Max(Spread.Mean, 1e-300);

    /// <summary>Measured over predicted spread.</summary>
    public double? Ratio => Spread.Mean / Linear?.PredictedSpread;

    /// <summary>Whether the movement goes on without noise.</summary>
    public bool Persists(VerdictSettings limits) => NoiseOff is { } off && Left >= limits.Left
        && off.Decay > limits.Decay && off.Last > limits.Tolerance;
}
