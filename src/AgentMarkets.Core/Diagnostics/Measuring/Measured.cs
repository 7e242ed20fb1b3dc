using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>All that is known of a run once it has been measured: the evidence, and what pictures need
/// beside it.</summary>
internal sealed record Measured(Subject Subject, Trajectory Window, Evidence Evidence, ReferencePoint Reference,
    ExtraRuns Runs, LinearModel? Model, Periodogram? Spectrum, Turning? Turning, IReadOnlyList<string> LeftOut,
    double GamesNeeded)
{
    // Below this movement there is nothing to look at but rounding.
    private const double Nothing = 1e-12;
    private static readonly ActorId Asker = new("diagnosis", 1);

    public static Measured Of(Subject subject, DiagnosisSettings settings, Action<string>? says)
    {
        var (learning, limits) = (subject.Learning, settings.Verdict);
        var costs = new Costs(subject, settings);
        var purse = new Purse(settings.GamesAtMost);
        int half = subject.Seen.Rounds / 2;
        var window = subject.Seen.Part(subject.Seen.Rounds - half, half);
        var spread = OverReplicas.Of(Movement.Of(window));
        bool usable = learning.Field is { IsKinked: false, Expectation.Kind: not ExpectationKind.None }
            && purse.Pays("the Jacobian", costs.Local);
        var runs = ExtraRuns.Of(subject, settings, costs, purse, spread.Mean, says);
        says?.Invoke("fixed point");
        var rest = runs.Off is { Persists: false } off ? off.End : learning.End;
        var reference = ReferencePoint.Of(subject, window, spread.Mean, limits.Tolerance, usable, rest);
        says?.Invoke("spectrum");
        bool noisy = runs.Off is not { Persists: true } && purse.Pays("the gradient's noise", costs.GradientNoise);
        var model = usable ? LinearModel.Of(subject, reference, window.Rounds, noisy) : null;
        var spectrum = spread.Mean > Nothing ? Periodogram.Of(window) : null;
        var turning = spread.Mean > Nothing ? Turning.Of(window, model) : null;
        var peak = spectrum is null ? null : Peak.Of(spectrum);
        int? places = Means.Places(runs.Off, spread.Mean, limits.Left);
        var evidence = new Evidence
        {
            Rounds = subject.Seen.Rounds,
            Replicas = subject.Seen.Replicas,
            Batch = learning.Batch,
            Spread = spread,
            LogWeights = LogWeights.Of(subject),
            // Weights of networks have directions that change no bid: a Newton step may be as long as it likes.
            NewtonDistance = reference.SeesAll ? reference.NewtonDistance : null,
            NoiseOff = runs.NoiseOffEvidence(window),
            WhyNoNoiseOff = runs.WhyNoNoiseOff,
            Drift = DriftTest.Of(window),
            Scan = runs.BatchEvidence,
            Peak = peak,
            Null = peak is null ? null : AutoregressiveNull.Of(window, spectrum!, peak,
                StreamKey.Of(subject.Seeds[0], Asker, "autoregressive-null"), settings.Simulations),
            Linear = model?.Evidence,
            Rotation = turning?.Rotation,
            PredictedRotation = turning?.Predicted,
            Radius = turning?.Radius,
            Phase = turning?.Phase,
            Bias = places > 1 ? null : Means.Bias(subject, window, reference),
            Band = Means.Band(subject, window, reference, model?.Spread),
            Epsilon = Means.Epsilon(subject, window, reference),
            Places = places,
        };
        return new(subject, window, evidence, reference, runs, model, spectrum, turning, purse.LeftOut, purse.Needed);
    }
}
