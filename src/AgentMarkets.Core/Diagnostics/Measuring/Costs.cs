namespace AgentMarkets.Core.Diagnostics;

/// <summary>Games that each part of a diagnosis plays. An expected gradient counts as one game, or as those of its
/// fixed sample.</summary>
internal sealed class Costs(Subject subject, DiagnosisSettings settings)
{
    // Newton steps and Jacobians for a small game; products with vectors for a large one.
    private const int Jacobians = 12, Products = 1000, Stencil = 4, NoiseDraws = 4096, PiecesOfFlow = 4;

    private readonly LearningDynamics _learning = subject.Learning;

    /// <summary>Replicas that go on.</summary>
    public int Replicas { get; } = Math.Min(settings.Replicas, subject.Seen.Replicas);

    /// <summary>T rounds with expected gradients.</summary>
    public double NoiseOff => Expected * Draws * subject.Seen.Rounds * Replicas;

    public double Flow => Expected * PiecesOfFlow * subject.Seen.Rounds * Replicas;

    /// <summary>A quarter, once and four times the batch, half the rounds each.</summary>
    public double Scan => _learning.Batch is { } batch
        ? Draws * (double)(subject.Seen.Rounds / 2) * Replicas * (Math.Max(1, batch / 4) + 5.0 * batch) : 0;

    public double Local => _learning.Field.IsKinked ? 0 : Expected * Stencil
        * (_learning.Rule.Parameters <= LocalDynamics.Dense ? Jacobians * _learning.Rule.Parameters : Products);

    public double GradientNoise => (double)NoiseDraws * (_learning.Batch ?? 0);

    /// <summary>What is played in any case; a movement that persists costs more.</summary>
    public double All => NoiseOff + Scan + Local + GradientNoise;

    /// <summary>What is played in any case: expected gradients, each at one point, and games that are drawn.</summary>
    public (double Gradients, double Games) Effort => (Expected == 0 ? 0 : (NoiseOff + Local) / Expected,
        Scan + GradientNoise);

    private double Expected => _learning.Field.Expectation is { Kind: ExpectationKind.None } ? 0
        : Math.Max(1, _learning.Field.Expectation.Samples);

    private double Draws => FrozenRun.DrawsOf(_learning.Rule);
}
