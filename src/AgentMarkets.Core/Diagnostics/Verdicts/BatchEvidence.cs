namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the spread answers to the batch with frozen steps (docs/oscillation.md, 2, D3).</summary>
/// <param name="Batches">Games a round.</param>
/// <param name="LogSpreads">Mean over replicas of ln movement, one a batch.</param>
/// <param name="LogErrors">Their standard errors.</param>
/// <param name="Slope">By least squares of log spread on log batch; -1/2 for sampling noise, 0 for a limit cycle or
/// drift.</param>
/// <param name="Error">Its standard error, from the variance over replicas.</param>
public sealed record BatchEvidence(
    IReadOnlyList<double> Batches, IReadOnlyList<double> LogSpreads, IReadOnlyList<double> LogErrors,
    double Slope, double Error)
{
    /// <summary>Replicas that came to a dead stop with one of the batches, as a network does whose bids are all 0: they
    /// say nothing of noise, and are not in the fit.</summary>
    public int Stopped { get; init; }

    /// <summary>The slope from the movement of each replica at each batch.</summary>
    /// <param name="batches">[n], at least two different ones.</param>
    /// <param name="movements">Per batch, one number above 0 from each replica.</param>
    public static BatchEvidence Of(IReadOnlyList<double> batches, IReadOnlyList<double[]> movements)
    {
        OverReplicas[] logs = [.. movements.Select(m => OverReplicas.Of([.. m.Select(x => Math.Log(x))]))];
        var (slope, error) = LogSlope.Of([.. batches.Select(b => Math.Log(b))], [.. logs.Select(l => l.Mean)],
            [.. logs.Select(l => l.Error)]);
        return new BatchEvidence(
            batches, [.. logs.Select(l => l.Mean)], [.. logs.Select(l => l.Error)], slope, error);
    }
}
