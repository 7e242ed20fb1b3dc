using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Oscillation or noise: all that was measured of a run, and what follows from it.</summary>
/// <param name="Readings">The evidence as a table.</param>
/// <param name="Figures">Trajectory, spectrum, spread against batch, phase portrait; those that apply.</param>
public sealed record Diagnosis(
    Verdict Verdict, Evidence Evidence, IReadOnlyList<Reading> Readings, IReadOnlyList<Figure> Figures)
{
    /// <summary>Asks a run whether it oscillates (docs/oscillation.md).</summary>
    /// <param name="says">Told what begins, as a short phrase.</param>
    public static Diagnosis Of(Subject subject, DiagnosisSettings settings, Action<string>? says = null) =>
        throw new NotImplementedException();

    /// <summary>Games that the extra runs play at most; an expected gradient counts as one, or as its fixed
    /// sample.</summary>
    public static double Games(Subject subject, DiagnosisSettings settings) => throw new NotImplementedException();
}
