using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner as it stands, with the sizes of its steps held fast: what the diagnostics of oscillation go on
/// from.</summary>
/// <remarks>The rows that a replica has stand side by side: n numbers, rows a replica times P.</remarks>
/// <param name="Steps">D, [n].</param>
/// <param name="Memory">mu or beta_1; 0 where nothing is remembered.</param>
/// <param name="Gain">c: see <see cref="Motion"/>.</param>
/// <param name="Remembered">[R, n].</param>
/// <param name="Adapts">Whether steps followed the size of the gradients until now.</param>
public sealed record FrozenLearning(
    Motion Motion, double[] Steps, double Memory, double Gain, double[] Remembered, bool Adapts)
{
    /// <summary>Each replica's own steps, [R, n], where they differ.</summary>
    public double[]? OwnSteps { get; init; }

    /// <summary>One that takes every step at a rate of its own, one a row; replicas have the same.</summary>
    public static FrozenLearning AtRates(Motion motion, double[] rates, int rowsPerReplica, long parameters,
        double[]? remembered, double memory = 0) => new(motion,
            [.. rates.Take(rowsPerReplica).SelectMany(rate => Enumerable.Repeat(rate, (int)parameters))],
            memory, Gain: 1, remembered ?? new double[rates.Length * parameters], Adapts: false);
}
