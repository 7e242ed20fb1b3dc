using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The runs that a diagnosis adds, from the last states of some replicas: without noise, with small steps,
/// with other batches.</summary>
/// <param name="WhyNoNoiseOff">A sentence, where there is none.</param>
internal sealed record ExtraRuns(NoiseOff? Off, FlowTest? Flow, BatchScan? Scan, string? WhyNoNoiseOff)
{
    private static readonly ActorId Asker = new("diagnosis", 1);

    /// <param name="spread">Of the run.</param>
    public static ExtraRuns Of(Subject subject, DiagnosisSettings settings, Costs costs, Purse purse, double spread,
        Action<string>? says)
    {
        var (learning, limits, rounds) = (subject.Learning, settings.Verdict, subject.Seen.Rounds);
        var start = learning.End.Take([.. Enumerable.Range(0, costs.Replicas)]);
        NoiseOff? off = null;
        FlowTest? flow = null;
        string? why = null;
        if (learning.Field.Expectation is { Kind: ExpectationKind.None } none)
        {
            why = none.Why ?? "The market has no expected gradient.";
        }
        else if (!purse.Pays("the run without noise", costs.NoiseOff))
        {
            why = $"It would play {Wording.Number(costs.NoiseOff)} games, more than games-at-most allows.";
        }
        else
        {
            says?.Invoke("without sampling noise");
            int pieces = 1 + purse.Times(costs.NoiseOff, NoiseOff.MostPieces - 1);
            off = NoiseOff.Of(learning.Field, learning.Rule, start, rounds, spread, limits, pieces);
            purse.Pays("more rounds without noise", (off.Pieces.Count - 1) * costs.NoiseOff);
        }
        if (off is { Persists: true } && purse.Pays("the run with small steps", costs.Flow))
        {
            says?.Invoke("small steps");
            flow = FlowTest.Of(learning.Field, learning.Rule, start, rounds, small: limits.Flow);
        }
        return new(off, flow, ScanOf(subject, costs, purse, start, says), why);
    }

    /// <summary>As evidence.</summary>
    /// <param name="window">Of the run.</param>
    public NoiseOffEvidence? NoiseOffEvidence(Trajectory window)
    {
        if (Off is not { } off)
        {
            return null;
        }
        var last = off.Pieces[^1];
        int quarter = last.Rounds / 4;
        double displacement = DriftTest.Displacement(window, last.Part(last.Rounds - quarter, quarter));
        return new(off.First, off.Last, off.Straightness, displacement, last.Rounds, off.Replicas, off.Agreeing,
            Flow?.Ratio, Flow?.Agreeing);
    }

    public BatchEvidence? BatchEvidence => Scan?.Evidence;

    private static BatchScan? ScanOf(
        Subject subject, Costs costs, Purse purse, Standing start, Action<string>? says)
    {
        if (subject.Learning.Batch is not { } batch || start.Rows < 2 || !purse.Pays("the batch scan", costs.Scan))
        {
            return null;
        }
        says?.Invoke("other batches");
        ulong[] seeds = [.. subject.Seeds.Take(start.Rows)
            .Select(seed => StreamKey.Of(seed, Asker, "batch-scan").Value)];
        return BatchScan.Of(
            subject.Learning.Field, subject.Learning.Rule, start, batch, subject.Seen.Rounds, seeds);
    }
}
