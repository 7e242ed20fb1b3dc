using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>A game, a learner and a start of which it is known whether they oscillate (docs/oscillation.md,
/// 4).</summary>
/// <param name="Batch">Games a round; expected gradients when missing.</param>
/// <param name="Start">[P], the same for all.</param>
/// <param name="Jitter">Standard deviation of the normal jitter on it.</param>
/// <param name="Verdicts">All that are right: a verdict, or with its kind as <c>rotation, damped</c>.</param>
public sealed record Case(string Name, Func<IGradientField> Game, Learner Learner, int? Batch, double[] Start,
    double Jitter, params string[] Verdicts)
{
    private static readonly ActorId Player = new("player", 1);

    public bool AreLogWeights { get; init; }

    public double[]? Equilibrium { get; init; }

    public IReadOnlyList<(int First, int End)> Actors { get; init; } = [];

    /// <summary>One run of some replicas: all that a diagnosis is told.</summary>
    public Subject Play(ulong seed, int replicas = 16, int rounds = 2000)
    {
        var field = Game();
        int p = Start.Length;
        ulong[] seeds = [.. Enumerable.Range(0, replicas)
            .Select(r => StreamKey.Of(seed, Player, $"replica-{r}").Value)];
        double[] start = new double[replicas * p];
        for (int r = 0; r < replicas; r++)
        {
            var own = start.AsSpan(r * p, p);
            NormalDraws.Fill(StreamKey.Of(seeds[r], Player, "start"), 0, own);
            for (int i = 0; i < p; i++)
            {
                own[i] = Start[i] + Jitter * own[i];
            }
        }
        ulong[] games = [.. seeds.Select(own => StreamKey.Of(own, Player, "games").Value)];
        var run = Learner.Play(field, start, rounds, Batch, games);
        var learning = new LearningDynamics(field, Learner.Frozen(p, run.SecondMoments, rounds + 1), Batch, run.End)
        {
            AreLogWeights = AreLogWeights,
            StepsAdapt = Learner.IsAdam,
            Equilibrium = Equilibrium,
            Actors = Actors,
        };
        return new(learning, run.Path, field.Observables, seeds);
    }

    /// <summary>Plays and asks.</summary>
    public Diagnosis Diagnose(ulong seed, DiagnosisSettings? settings = null, int replicas = 16, int rounds = 2000)
    {
        var subject = Play(seed, replicas, rounds);
        using var learning = subject.Learning;
        return Diagnosis.Of(subject, settings ?? new());
    }

    /// <summary>Whether a verdict is right.</summary>
    public bool Accepts(Verdict verdict) => Verdicts.Contains(verdict.Name)
        || Verdicts.Contains($"{verdict.Name}, {verdict.Kind}");
}
