using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Utilities;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>- omega mean_i B_i log u_i(bid_i / p) at the prices p of the signal, which are constant.</summary>
/// <remarks>docs/fisher.md, 7. Through p buyers would learn to move prices together; the loss would then be stationary
/// where there is no equilibrium.</remarks>
/// <param name="share">omega, the shard's share of all buyers.</param>
internal sealed class BestResponseLoss(IUtilityFunction utility, double share) : ILearnedLoss
{
    private double[] _bundle = [], _logUtility = [];

    public int Batches => 1;

    public void Slope(ReadOnlySpan<double> signal, ReadOnlySpan<double> before, BuyerChunk batch,
        ReadOnlySpan<double> allocation, ReadOnlySpan<double> mean, Span<double> slope)
    {
        if (_bundle.Length != batch.Goods * batch.Stride)
        {
            (_bundle, _logUtility) = (new double[batch.Goods * batch.Stride], new double[batch.Stride]);
        }
        for (int j = 0; j < batch.Goods; j++)
        {
            for (int at = j * batch.Stride, end = at + batch.Rows; at < end; at++)
            {
                _bundle[at] = allocation[at] / signal[j];
            }
        }
        utility.LogUtility(batch, _bundle, _logUtility, slope);
        for (int j = 0; j < batch.Goods; j++)
        {
            double scale = -share / (batch.Rows * signal[j]);
            var column = slope.Slice(j * batch.Stride, batch.Rows);
            for (int i = 0; i < column.Length; i++)
            {
                column[i] *= scale * batch.Budgets[i];
            }
        }
    }
}
