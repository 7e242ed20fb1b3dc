using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Core.Experiments;

/// <summary>The settings at the top level of an experiment file that every family of markets has.</summary>
public sealed record CommonSettings
{
    [Setting("The JSON Schema of this file, for editors.", Name = "$schema")]
    public string? Schema { get; init; }

    [Setting("The name of the experiment; the file's name where it is left out.")]
    public string? Name { get; init; }

    [Setting("What the experiment shows, in one sentence.")]
    public string? Description { get; init; }

    [Setting("The seed of every draw; several seeds are several replicas.")]
    public Seeds Seed { get; init; } = 1;

    [Setting("Rounds to play, or steps of a learned solver; 0 evaluates without learning.", Min = 0)]
    public long Rounds { get; init; } = 1000;

    [Setting("Metrics to compute beside those that are always there.")]
    public IReadOnlyList<string> Measure { get; init; } = [];

    [Setting("Rounds between two measurements; every 5 % of the rounds where it is left out.", Min = 1)]
    public long? MeasureEvery { get; init; }

    [Setting("What must come out, such as { \"l2.mean\": \"< 0.03\" }.")]
    public ExpectBlock Expect { get; init; } = new();

    [Setting("What to keep for later, such as trajectories.", Choices = ["trajectories"])]
    public IReadOnlyList<string> Record { get; init; } = [];

    [Setting("How metrics are computed.")]
    public EvaluationSettings Evaluation { get; init; } = new();

    [Setting("How the measure oscillation comes about; as measured for the documentation where it is left out.")]
    public DiagnosisSettings? Oscillation { get; init; }
}

/// <summary>How metrics are computed.</summary>
public sealed record EvaluationSettings
{
    [Setting("Games a replica in the final evaluation.", Min = 1)]
    public int Samples { get; init; } = 1 << 20;

    [Setting("Games a replica in the evaluations on the way; never more than in the final one.", Min = 1)]
    public int SamplesOnTheWay { get; init; } = 1 << 14;
}
