using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Recording;
using static TorchSharp.torch;

namespace AgentMarkets.Lab.Diagnoses;

/// <summary>
/// Asks a run that came to its end whether it oscillates: for each group of replicas that differ in nothing but their
/// seed the experiment of that group alone, as it stands at the end, with the trajectories that the run kept.
/// </summary>
/// <param name="reader">That which read the experiment.</param>
public sealed class RunDiagnosis(ExperimentReader reader, Experiment experiment, RunDirectory run, Manifest manifest,
    Progress progress)
{
    /// <summary>The reason that another run of the same would not have.</summary>
    public const string NoTrajectories = "the run kept no trajectories";

    // Below this nobody minds waiting.
    private const double DearSeconds = 20;

    // Those that the error rates of docs/oscillation.md, 5 were measured with.
    private const int UsualRounds = 2000;

    /// <summary>The findings, which are not written down yet.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    /// <exception cref="InvalidDataException">The run's last state or its trajectories are not whole.</exception>
    public Findings Make(CancellationToken stop)
    {
        if (manifest.Round == 0)
        {
            return new Findings([new Finding { Why = "nothing is learned in 0 rounds" }]);
        }
        if (run.LatestCheckpoint() is not { } last || last.Round != manifest.Round)
        {
            throw new InvalidDataException($"{run.Path}: its last state is missing, so nothing can go on from there. "
                + "Start the run again.");
        }
        var seen = TrajectoryFile.Read(run);
        var groups = experiment.Groups;
        var findings = new Finding[groups.Count];
        for (int g = 0; g < groups.Count; g++)
        {
            string whose = groups.Count == 1 ? "" : $", {groups[g].Name} ({g + 1} of {groups.Count})";
            findings[g] = Of(groups[g], last.State, seen, whose, stop);
        }
        return new Findings(findings);
    }

    private Finding Of(ReplicaGroup group, SystemState end, (IReadOnlyList<string> Names, Trajectory Path)? seen,
        string whose, CancellationToken stop)
    {
        var failed = manifest.FailedReplicas.Select(f => f.Replica - 1).ToHashSet();
        var alive = group with { Replicas = [.. group.Replicas.Where(replica => !failed.Contains(replica))] };
        var finding = new Finding
        {
            Name = group.Name,
            Settings = group.Settings.ToDictionary(),
            Seeds = [.. alive.Replicas.Select(replica => experiment.Replicas[replica].Seed)],
        };
        if (alive.Replicas.Count == 0)
        {
            return finding with { Why = "no replica is left" };
        }
        var (alone, game) = Alone(alive);
        var (learning, whyNot) = game.Dynamics(end.Take(alive.Replicas));
        if (learning is null)
        {
            return finding with { Why = whyNot };
        }
        using var field = new InterruptibleField(learning.Field, stop);
        if (seen is not { } kept)
        {
            return finding with { Why = NoTrajectories };
        }
        if (kept.Path.Rounds < Diagnosis.LeastRounds)
        {
            return TooShort(finding, kept.Path.Rounds);
        }
        var subject = new Subject(learning with { Field = field }, PathOf(alive.Replicas, kept.Path), kept.Names,
            alone.Seeds);
        SayCost(subject, whose);
        var made = Diagnosis.Of(subject, experiment.Oscillation, part =>
        {
            stop.ThrowIfCancellationRequested();
            progress.Phase($"diagnosis{whose}: {part}");
        });
        return Filled(finding, made);
    }

    private Finding TooShort(Finding finding, int rounds)
    {
        string[] wayOut = [$"rounds={UsualRounds}"];
        return finding with
        {
            Verdict = Verdict.Inconclusive,
            Sentences =
            [
                $"Inconclusive. Of {rounds} rounds nothing can be said: at least {Diagnosis.LeastRounds} are needed, "
                    + $"and {UsualRounds} are usual.",
            ],
            Missing = "rounds",
            WayOut = wayOut,
            Command = CommandOf(finding, wayOut),
        };
    }

    private Finding Filled(Finding finding, Diagnosis made)
    {
        var verdict = made.Verdict;
        return finding with
        {
            Verdict = verdict.Name,
            Kind = verdict.Kind,
            Sentences = verdict.Sentences,
            Missing = verdict.Missing,
            WayOut = verdict.WayOut,
            Command = CommandOf(finding, verdict.WayOut),
            Line = verdict.Line,
            Lines = verdict.Lines,
            Readings = made.Readings,
            Evidence = EvidenceJson.Of(made.Evidence, experiment.Oscillation.Verdict),
            Figures = made.Figures,
        };
    }

    /// <summary>The experiment of some replicas alone. On the CPU, whatever it ran on: the extra runs are small, and in
    /// 64 bits.</summary>
    private (Experiment Experiment, IGame Game) Alone(ReplicaGroup group)
    {
        var problems = new Problems(run["experiment.json"]);
        var tree = Override.Apply(experiment.Resolved, group.Overrides(experiment.Replicas), problems);
        var alone = problems.Any ? null : reader.TryRead(experiment.Name, tree, problems);
        var game = alone?.Family.Build(alone.FamilySettings, alone.Setup(CPU), problems);
        problems.ThrowIfAny();
        return (alone!, game!);
    }

    private static Trajectory PathOf(IReadOnlyList<int> replicas, Trajectory all)
    {
        if (replicas.Count == all.Replicas)
        {
            return all;
        }
        var path = new Trajectory(all.Rounds, replicas.Count, all.Observables);
        for (int t = 0; t < all.Rounds; t++)
        {
            for (int k = 0; k < replicas.Count; k++)
            {
                all.Round(t).Slice(replicas[k] * all.Observables, all.Observables)
                    .CopyTo(path.Round(t)[(k * all.Observables)..]);
            }
        }
        return path;
    }

    /// <summary>What the extra runs cost: games that are drawn from what the run itself did a second, expected
    /// gradients from a few of them.</summary>
    private void SayCost(Subject subject, string whose)
    {
        var (gradients, drawn) = Diagnosis.Effort(subject, experiment.Oscillation);
        double played = (double)manifest.Round * experiment.Seeds.Length * (subject.Learning.Batch ?? 0);
        double seconds = (played > 0 ? drawn / played * manifest.RoundSeconds : 0)
            + gradients * SecondsOf(subject.Learning);
        if (seconds > DearSeconds)
        {
            string count = Diagnosis.Games(subject, experiment.Oscillation)
                .ToString("0.#e+0", CultureInfo.InvariantCulture);
            progress.Say($"note: the diagnosis{whose} plays {count} games, which takes about "
                + $"{Progress.Remaining(seconds)}, and more if a run without noise does not stop; "
                + "oscillation.games-at-most bounds them.");
        }
    }

    /// <summary>Of one expected gradient at one point, among as many as go on at once.</summary>
    private double SecondsOf(LearningDynamics learning)
    {
        if (learning.Field.Expectation.Kind == ExpectationKind.None)
        {
            return 0;
        }
        int rows = Math.Min(learning.End.Rows, experiment.Oscillation.Replicas);
        var points = learning.End.Points.AsSpan(0, rows * learning.End.Parameters);
        var gradients = new double[points.Length];
        // The first one makes room for all that follow.
        learning.Field.Expected(points, gradients);
        long began = Stopwatch.GetTimestamp();
        learning.Field.Expected(points, gradients);
        return Stopwatch.GetElapsedTime(began).TotalSeconds / rows;
    }

    /// <summary>How to run it again with what is missing.</summary>
    private string? CommandOf(Finding finding, IReadOnlyList<string> wayOut)
    {
        if (wayOut.Count == 0)
        {
            return null;
        }
        var settings = finding.Settings.Select(setting =>
            $"{setting.Key}={setting.Value.ToString("R", CultureInfo.InvariantCulture)}");
        string[] asks = experiment.Measures.Contains(Findings.Metric) ? [] : [$"measure+={Findings.Metric}"];
        return string.Join(' ',
            ["agentmarkets", "run", run["experiment.json"], .. settings, .. wayOut, .. asks]);
    }
}
