using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>What a shard's network makes small, given the market's signal.</summary>
/// <remarks>Shards know the market by its signal alone, so that the sum of their losses has the gradient of one loss
/// over all buyers, however these are cut: docs/fisher.md, 8.</remarks>
internal interface ILearnedLoss
{
    /// <summary>Batches that a step looks at, one behind the other in its chunk.</summary>
    int Batches { get; }

    /// <summary>The loss's slope at an allocation.</summary>
    /// <param name="signal">[m].</param>
    /// <param name="before">[m]: the mean allocation of the last step's batches.</param>
    /// <param name="batch">The buyers; as many in each of <see cref="Batches"/>.</param>
    /// <param name="allocation">[m, Stride].</param>
    /// <param name="mean">[m]: the mean allocation of these batches.</param>
    /// <param name="slope">d loss / d allocation, [m, Stride]; overwritten.</param>
    void Slope(ReadOnlySpan<double> signal, ReadOnlySpan<double> before, BuyerChunk batch,
        ReadOnlySpan<double> allocation, ReadOnlySpan<double> mean, Span<double> slope);
}
