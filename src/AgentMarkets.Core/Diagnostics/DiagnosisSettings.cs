using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How a run is asked whether it oscillates: the block "oscillation" of the experiment file.</summary>
public sealed record DiagnosisSettings
{
    /// <summary>Constants of the ten lines.</summary>
    [Setting("Constants of the verdict rule.")]
    public VerdictSettings Verdict { get; init; } = new();

    /// <summary>Of the run without noise, the flow test and the batch scan; all there are where there are
    /// fewer.</summary>
    [Setting("Replicas that go on in the extra runs.", Min = 2)]
    public int Replicas { get; init; } = 8;

    /// <summary>What would cost more is left out, and the verdict says what is missing.</summary>
    [Setting("Games that the extra runs may play; an expected gradient counts as one, or as its fixed sample.",
        Min = 0)]
    public long GamesAtMost { get; init; } = 10_000_000_000;

    /// <summary>At least 1.</summary>
    [Setting("Simulated spectra without a cycle.", Min = 1)]
    public int Simulations { get; init; } = 300;
}
