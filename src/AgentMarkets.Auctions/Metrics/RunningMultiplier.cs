using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The mean multiplier over the second half of the run, a running sum a row of the bid functions.</summary>
internal sealed class RunningMultiplier(int rows, long rounds)
{
    private readonly double[] _sum = new double[rows];
    private readonly double[] _now = new double[rows];
    private long _count;

    public void Add(long round, IBidFunction bids)
    {
        if (2 * round <= rounds || !bids.Multipliers(_now))
        {
            return;
        }
        _count++;
        for (int r = 0; r < _sum.Length; r++)
        {
            _sum[r] += _now[r];
        }
    }

    /// <summary>Not-a-number before the second half.</summary>
    public double Of(int row) => _count == 0 ? double.NaN : _sum[row] / _count;

    public void Save(StateWriter state)
    {
        state.Shared("multiplier.count", _count);
        state.Rows<double>("multiplier.sum", _sum, rows);
    }

    public void Load(StateReader state)
    {
        _count = state.Shared("multiplier.count");
        state.Rows<double>("multiplier.sum", _sum);
    }
}
