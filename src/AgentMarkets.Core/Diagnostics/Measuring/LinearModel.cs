using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The update made linear, and what it says of sampling noise (docs/oscillation.md, 2, D2 and D5).</summary>
/// <param name="Steps">D J as it moves what is looked at, [K, K]; nothing where J is not written down.</param>
/// <param name="Spectrum">Of noise around a stable point; nothing without either.</param>
/// <param name="Spread">Likewise, and only where observables are the parameters.</param>
internal sealed record LinearModel(
    LocalDynamics Local, Matrix<double>? Steps, LinearSpectrum? Spectrum, StationarySpread? Spread)
{
    private static readonly ActorId Asker = new("diagnosis", 1);

    public LinearEvidence Evidence => new(Local.Branches, Spectrum?.Spread, Spectrum?.Prominence,
        Spectrum is { Column: >= 0, Period: < double.PositiveInfinity } ? Spectrum.Period : null);

    /// <param name="rounds">Of the window.</param>
    /// <param name="noisy">Whether sampling noise is to be predicted.</param>
    public static LinearModel Of(Subject subject, ReferencePoint reference, int rounds, bool noisy)
    {
        var learning = subject.Learning;
        var rule = learning.End.Steps is { } own ? learning.Rule with { Steps = own[..learning.Rule.Parameters] }
            : learning.Rule;
        var local = LocalDynamics.Of(learning.Field, rule, reference.Point);
        if (local.Jacobian is not { } jacobian)
        {
            return new(local, null, null, null);
        }
        var steps = Matrix<double>.Build.DenseOfDiagonalArray(rule.Steps) * jacobian;
        Matrix<double>? look = null;
        if (!reference.SeesParameters)
        {
            look = Jacobian.OfObserved(learning.Field, reference.Point);
            steps = look * steps * NewtonStep.Inverse(look);
        }
        if (!noisy || learning.Batch is not { } batch || !(local.Radius < 1))
        {
            return new(local, steps, null, null);
        }
        ulong seed = StreamKey.Of(subject.Seeds[0], Asker, "gradient-noise").Value;
        var sigma = GradientNoise.Of(learning.Field, reference.Point, batch, seed);
        var map = UpdateMap.Of(rule, jacobian);
        return new(local, steps, LinearSpectrum.Of(map, sigma, rounds, look),
            reference.SeesParameters ? StationarySpread.Of(map, sigma) : null);
    }
}
