using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Oscillation or noise: all that was measured of a run, and what follows from it.</summary>
/// <param name="Readings">The evidence as a table.</param>
/// <param name="Figures">Trajectory, spectrum, spread against batch, phase portrait; those that apply.</param>
public sealed record Diagnosis(
    Verdict Verdict, Evidence Evidence, IReadOnlyList<Reading> Readings, IReadOnlyList<Figure> Figures)
{
    /// <summary>Rounds below which a window has no spectrum, and nothing is said.</summary>
    public const int LeastRounds = 32;

    /// <summary>Asks a run whether it oscillates (docs/oscillation.md).</summary>
    /// <param name="says">Told what begins, as a short phrase.</param>
    public static Diagnosis Of(Subject subject, DiagnosisSettings settings, Action<string>? says = null)
    {
        if (subject.Seen.Rounds < LeastRounds)
        {
            return Unanswered(subject, "rounds", [$"rounds={LeastRounds}"],
                $"{subject.Seen.Rounds} rounds are too few to say anything.");
        }
        var (finite, off) = FiniteReplicas.Of(subject);
        if (finite is null)
        {
            return Unanswered(subject, "finite-numbers", [],
                "All replicas ran off to infinity: smaller steps are needed before anything can be said.");
        }
        var measured = Measured.Of(finite, settings, says);
        return new(Judged(measured, settings, off), measured.Evidence, Reading.Of(measured.Evidence, settings.Verdict),
            [.. Pictures.Of(measured)]);
    }

    /// <summary>Games that the extra runs play; an expected gradient counts as one, or as its fixed sample. A movement
    /// that does not stop without noise costs up to seven times its part more.</summary>
    public static double Games(Subject subject, DiagnosisSettings settings) => new Costs(subject, settings).All;

    /// <summary>The same as expected gradients, each at one point, and games that are drawn beside.</summary>
    public static (double Gradients, double Games) Effort(Subject subject, DiagnosisSettings settings) =>
        new Costs(subject, settings).Effort;

    private static Diagnosis Unanswered(Subject subject, string missing, string[] wayOut, string why)
    {
        var nothing = new Evidence
        {
            Rounds = subject.Seen.Rounds,
            Replicas = subject.Seen.Replicas,
            Batch = subject.Learning.Batch,
            Spread = new(double.NaN, double.PositiveInfinity, 1),
        };
        return new(Verdict.Lacks(0, missing, wayOut, why), nothing, [], []);
    }

    private static Verdict Judged(Measured measured, DiagnosisSettings settings, int off)
    {
        var verdict = VerdictRule.Decide(measured.Evidence, settings.Verdict);
        if (off > 0)
        {
            verdict = verdict with
            {
                Sentences = [.. verdict.Sentences, $"Left out: {off} replicas that ran off to infinity."],
            };
        }
        return measured.LeftOut.Count == 0 ? verdict : verdict with
        {
            Sentences = [.. verdict.Sentences, .. measured.LeftOut],
            WayOut = verdict.Missing is "noise-off" or "flow" or "newton"
                ? [$"oscillation.games-at-most={Wording.Rounds(measured.GamesNeeded)}"] : verdict.WayOut,
        };
    }
}
