using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>A network that allocates to buyers whom it knows by their contexts: goods, or bids on them.</summary>
internal interface IAllocationNetwork : IDisposable
{
    TrainedNetwork Trained { get; }

    /// <summary>The allocation of some buyers.</summary>
    /// <param name="prices">[m]; read only by a network that looks at them.</param>
    /// <param name="allocation">[m, Stride], in columns as the chunk's; overwritten.</param>
    /// <param name="isLearning">Whether <see cref="Backward"/> follows for the same buyers.</param>
    void Allocate(ReadOnlySpan<double> prices, BuyerChunk buyers, Span<double> allocation, bool isLearning);

    /// <summary>Writes the gradient of a loss by what is learned.</summary>
    /// <param name="slope">d loss / d allocation, [m, Stride].</param>
    void Backward(BuyerChunk buyers, ReadOnlySpan<double> slope);
}
