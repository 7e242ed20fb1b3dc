namespace AgentMarkets.Core.Diagnostics;

/// <summary>Ten lines; the first that fires decides (docs/oscillation.md, 3).</summary>
public static class VerdictRule
{
    private static readonly IRuleLine[] Lines =
    [
        new SlowingLine(), new StillLine(), new PersistingLine(), new DecayingLine(), new DriftLine(),
        new ReplicasLine(), new BatchLine(), new PeakLine(), new UnexplainedLine(), new NoiseLine(),
    ];

    /// <summary>The verdict on some evidence.</summary>
    public static Verdict Decide(Evidence evidence, VerdictSettings limits)
    {
        Verdict?[] said = [.. Lines.Select(line => line.Decide(evidence, limits))];
        int first = Array.FindIndex(said, verdict => verdict is not null);
        return said[first]! with
        {
            Lines = [.. Lines.Select((line, i) =>
                new LineOutcome(line.Number, line.Asks, Text(said[i]), i <= first))],
        };
    }

    private static string? Text(Verdict? verdict) => verdict is null ? null
        : verdict.Kind is { } kind ? $"{verdict.Name}, {kind}"
        : verdict.Missing is { } missing ? $"{verdict.Name}: {missing}" : verdict.Name;
}
